using System.Runtime.InteropServices;
using System.Text;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Byte-level BPE (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"): a text is cut into words, and the
/// UTF-8 bytes of each are merged by rank. As in the reference, a byte that the vocabulary has no token for gives none (SmolLM2 lacks
/// a few control characters and the bytes that valid UTF-8 never has). Thread-safe.
/// </summary>
public sealed class ByteLevelBpeTokenizer : ITokenizer, ITextEncoder
{
    private readonly string _source;
    private readonly byte[][] _bytes;
    private readonly bool[] _isControl;
    private readonly Dictionary<string, int> _control = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>? _wholeWords;
    private readonly int[] _byteIds = new int[256];
    private readonly BpeMerges _merges;
    private readonly LiteralPieces _literals;
    private readonly IWordSplitter[] _splitters;
    private readonly WordCache _cache = new();

    internal ByteLevelBpeTokenizer(ByteLevelVocabulary vocabulary)
    {
        _source = vocabulary.Source;
        _splitters = [.. vocabulary.Splitters];
        var size = vocabulary.Tokens.Count;
        _bytes = new byte[size][];
        _isControl = new bool[size];
        ReadAdded(vocabulary);
        var ids = ReadTokens(vocabulary);
        for (var value = 0; value < _byteIds.Length; value++)
        {
            _byteIds[value] = ids.TryGetValue(ByteAlphabet.ToChar((byte)value).ToString(), out var id) ? id : -1;
        }

        _merges = ReadMerges(vocabulary, ids);
        _wholeWords = vocabulary.IgnoreMerges ? ids : null;
        _literals = new(vocabulary.Added.Where(token => !token.IsSpecial).Select(token => (token.Content, token.Id)));
        BosTokenId = vocabulary.BosId is { } bos ? CheckControl(bos, "begin-of-sequence") : null;
        EosTokenId = CheckControl(vocabulary.EosId, "end-of-sequence");
    }

    /// <inheritdoc/>
    public int VocabularySize => _bytes.Length;

    /// <inheritdoc/>
    public int? BosTokenId { get; }

    /// <inheritdoc/>
    public int EosTokenId { get; }

    /// <inheritdoc/>
    public bool AddsWordMark => false;

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length / 3 + 4);
        var left = text.AsSpan();
        while (_literals.TryFind(left, out var start, out var length, out var id))
        {
            Split(left[..start], 0, ids);
            ids.Add(id);
            left = left[(start + length)..];
        }

        Split(left, 0, ids);
        return ids;
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> EncodeContinuation(string text) => Encode(text);

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> ids) => StreamingDetokenizer.DecodeAll(this, ids);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetBytes(int id) => _bytes[CheckId(id)];

    /// <inheritdoc/>
    public int? FindControl(string name) => _control.TryGetValue(name, out var id) ? id : null;

    /// <inheritdoc/>
    public bool IsControl(int id) => _isControl[CheckId(id)];

    private void Split(ReadOnlySpan<char> text, int level, List<int> ids)
    {
        if (level == _splitters.Length)
        {
            EncodeWord(text, ids);
            return;
        }

        while (!text.IsEmpty)
        {
            var length = _splitters[level].FirstLength(text);
            Split(text[..length], level + 1, ids);
            text = text[length..];
        }
    }

    private void EncodeWord(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.IsEmpty || _cache.TryAppend(word, ids))
        {
            return;
        }

        var bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        if (_wholeWords?.TryGetValue(string.Create(bytes.Length, bytes, WriteInAlphabet), out var whole) == true)
        {
            ids.Add(whole);
            return;
        }

        var symbols = new List<int>(bytes.Length);
        foreach (var value in bytes)
        {
            if (_byteIds[value] >= 0)
            {
                symbols.Add(_byteIds[value]);
            }
        }

        _merges.Apply(symbols);
        ids.AddRange(symbols);
        _cache.Remember(word, CollectionsMarshal.AsSpan(symbols));
    }

    private static void WriteInAlphabet(Span<char> chars, byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            chars[i] = ByteAlphabet.ToChar(bytes[i]);
        }
    }

    private void ReadAdded(ByteLevelVocabulary vocabulary)
    {
        foreach (var (id, content, isSpecial) in vocabulary.Added)
        {
            if (id < 0 || id >= _bytes.Length)
            {
                throw new InvalidDataException($"{_source}: added token '{content}' has the id {id}; ids are 0 to {_bytes.Length - 1}.");
            }

            if (content.Length == 0 || _bytes[id] is not null)
            {
                throw new InvalidDataException($"{_source}: added token {id} {(content.Length == 0 ? "is empty" : "is listed twice")}.");
            }

            _isControl[id] = isSpecial;
            _bytes[id] = isSpecial ? [] : Encoding.UTF8.GetBytes(content);
            if (isSpecial && !_control.TryAdd(content, id))
            {
                throw new InvalidDataException($"{_source}: the special token '{content}' has two ids, {_control[content]} and {id}.");
            }
        }
    }

    /// <summary>The tokens that a text may give, by their writing; added ones are not among them.</summary>
    private Dictionary<string, int> ReadTokens(ByteLevelVocabulary vocabulary)
    {
        var ids = new Dictionary<string, int>(_bytes.Length, StringComparer.Ordinal);
        for (var id = 0; id < _bytes.Length; id++)
        {
            if (_bytes[id] is not null)
            {
                continue;
            }

            var token = vocabulary.Tokens[id];
            _bytes[id] = token is null ? [] : ByteAlphabet.ToBytes(token) ?? Encoding.UTF8.GetBytes(token);
            if (token is not null && !ids.TryAdd(token, id))
            {
                throw new InvalidDataException($"{_source}: token '{token}' has two ids, {ids[token]} and {id}.");
            }
        }

        return ids;
    }

    private BpeMerges ReadMerges(ByteLevelVocabulary vocabulary, Dictionary<string, int> ids)
    {
        var merges = new BpeMerges(vocabulary.Merges.Count);
        for (var rank = 0; rank < vocabulary.Merges.Count; rank++)
        {
            var (left, right) = vocabulary.Merges[rank];
            merges.Add(Find(left), Find(right), rank, Find(left + right));

            int Find(string token) => ids.TryGetValue(token, out var id) ? id
                : throw new InvalidDataException($"{_source}: merge {rank} ('{left}' and '{right}') needs '{token}', which is no token that a text may give.");
        }

        return merges;
    }

    private int CheckControl(int id, string role)
        => id >= 0 && id < _bytes.Length && _isControl[id]
            ? id
            : throw new InvalidDataException($"{_source}: the {role} id {id} is no special token of the vocabulary ({_bytes.Length} ids).");

    private int CheckId(int id)
        => id >= 0 && id < _bytes.Length ? id : throw new ArgumentOutOfRangeException(nameof(id), id, $"The vocabulary has ids 0 to {_bytes.Length - 1}.");
}
