using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MedQa.Model.Tokenization;

/// <summary>
/// SentencePiece's BPE (Kudo and Richardson 2018, arXiv:1808.06226), as Mistral and Llama use it: spaces become the word mark U+2581,
/// one more is put before a segment, characters are merged to the piece of the highest score, the leftmost first among equals, and
/// what is no piece becomes its UTF-8 bytes' tokens (byte fallback). Unused pieces are decoded, never given. Thread-safe.
/// </summary>
/// <remarks>
/// A merge is any two pieces whose texts joined are a piece, so the table is made once from the vocabulary. A symbol is a piece's id,
/// or for a character that is no piece its code point's complement, which is negative.
/// </remarks>
public sealed class SentencePieceTokenizer : ITokenizer
{
    private const char WordMark = '\u2581';
    private const long MaxFileBytes = 64 << 20;
    private const int MaxPieceLength = 512;

    private readonly Dictionary<string, int> _normal = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _control = new(StringComparer.Ordinal);
    private readonly int[] _byteIds = new int[256];
    private readonly byte[][] _bytes;
    private readonly bool[] _isControl;
    private readonly BpeMerges _merges;
    private readonly LiteralPieces _literals;
    private readonly WordCache _cache = new();
    private readonly bool _marksBeginWords;

    internal SentencePieceTokenizer(SentencePieceModel model)
    {
        _bytes = new byte[model.Pieces.Count][];
        _isControl = new bool[model.Pieces.Count];
        Array.Fill(_byteIds, -1);
        ReadPieces(model);
        AddsWordMark = model.AddDummyPrefix;
        BosTokenId = model.BosId is { } bos ? CheckControl(model, bos, "begin-of-sequence") : null;
        EosTokenId = CheckControl(model, model.EosId, "end-of-sequence");
        _marksBeginWords = _normal.Keys.All(text => MarkAfterText(text, 0) < 0);
        _merges = MakeMerges(model.Pieces);
        _literals = new(model.Pieces.Select((piece, id) => (piece, id)).Where(p => p.piece.Type == SentencePieceType.UserDefined).Select(p => (p.piece.Text, p.id)));
    }

    /// <inheritdoc/>
    public int VocabularySize => _bytes.Length;

    /// <inheritdoc/>
    public int? BosTokenId { get; }

    /// <inheritdoc/>
    public int EosTokenId { get; }

    /// <inheritdoc/>
    public bool AddsWordMark { get; }

    /// <summary>Loads a <c>tokenizer.model</c>.</summary>
    /// <exception cref="InvalidDataException">The file is broken or asks for something that is not supported.</exception>
    public static SentencePieceTokenizer Load(string path) => new(ReadModel(path));

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EncodeSegment(text, AddsWordMark);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> EncodeContinuation(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EncodeSegment(text, false);
    }

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> ids) => StreamingDetokenizer.DecodeAll(this, ids);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetBytes(int id) => _bytes[CheckId(id)];

    /// <inheritdoc/>
    public int? FindControl(string name) => _control.TryGetValue(name, out var id) ? id : null;

    /// <inheritdoc/>
    public bool IsControl(int id) => _isControl[CheckId(id)];

    internal static SentencePieceModel ReadModel(string path) => SentencePieceModel.Parse(TokenizerFile.ReadAllBytes(path, MaxFileBytes), path);

    private List<int> EncodeSegment(string text, bool addMark)
    {
        var ids = new List<int>(text.Length / 3 + 4);
        if (text.Length == 0)
        {
            return ids;
        }

        var marked = string.Create(text.Length + (addMark ? 1 : 0), (text, addMark), static (chars, state) =>
        {
            chars[0] = WordMark;
            var body = chars[(state.addMark ? 1 : 0)..];
            state.text.CopyTo(body);
            body.Replace(' ', WordMark);
        });
        var left = marked.AsSpan();
        while (_literals.TryFind(left, out var start, out var length, out var id))
        {
            EncodePlain(left[..start], ids);
            ids.Add(id);
            left = left[(start + length)..];
        }

        EncodePlain(left, ids);
        return ids;
    }

    /// <summary>
    /// Where no piece holds a mark after another character, no merge reaches over the place before such a mark, and the words
    /// between those places can be encoded one by one.
    /// </summary>
    private void EncodePlain(ReadOnlySpan<char> text, List<int> ids)
    {
        while (!text.IsEmpty)
        {
            var end = _marksBeginWords ? MarkAfterText(text, 1) : -1;
            var word = end < 0 ? text : text[..end];
            text = text[word.Length..];
            if (_cache.TryAppend(word, ids))
            {
                continue;
            }

            var first = ids.Count;
            EncodeWord(word, ids);
            _cache.Remember(word, CollectionsMarshal.AsSpan(ids)[first..]);
        }
    }

    private void EncodeWord(ReadOnlySpan<char> word, List<int> ids)
    {
        var symbols = new List<int>(word.Length);
        var pieces = _normal.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> character = stackalloc char[2];
        foreach (var rune in word.EnumerateRunes())
        {
            symbols.Add(pieces.TryGetValue(character[..rune.EncodeToUtf16(character)], out var id) ? id : ~rune.Value);
        }

        _merges.Apply(symbols);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var symbol in symbols)
        {
            if (symbol >= 0)
            {
                ids.Add(symbol);
                continue;
            }

            foreach (var value in utf8[..new Rune(~symbol).EncodeToUtf8(utf8)])
            {
                ids.Add(_byteIds[value]);
            }
        }
    }

    /// <summary>The first place from <paramref name="start"/> on where a mark follows a character that is none; -1 where there is no such place.</summary>
    private static int MarkAfterText(ReadOnlySpan<char> text, int start)
    {
        for (var i = Math.Max(start, 1); i < text.Length; i++)
        {
            if (text[i] == WordMark && text[i - 1] != WordMark)
            {
                return i;
            }
        }

        return -1;
    }

    private void ReadPieces(SentencePieceModel model)
    {
        var seen = new HashSet<string>(model.Pieces.Count, StringComparer.Ordinal);
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            var (text, score, type) = model.Pieces[id];
            if (text.Length == 0 || float.IsNaN(score))
            {
                throw new InvalidDataException($"{model.Source}: piece {id} {(text.Length == 0 ? "is empty" : "has no number as its score")}.");
            }

            if (!seen.Add(text))
            {
                throw new InvalidDataException($"{model.Source}: piece {id} ('{text}') is in the vocabulary twice.");
            }

            _bytes[id] = [];
            switch (type)
            {
                case SentencePieceType.Normal:
                    if (text.Length > MaxPieceLength)
                    {
                        throw new InvalidDataException($"{model.Source}: piece {id} is {text.Length} characters long; {MaxPieceLength} is the most that is taken.");
                    }

                    _normal.Add(text, id);
                    _bytes[id] = Encoding.UTF8.GetBytes(text.Replace(WordMark, ' '));
                    break;
                case SentencePieceType.UserDefined or SentencePieceType.Unused:
                    _bytes[id] = Encoding.UTF8.GetBytes(text.Replace(WordMark, ' '));
                    break;
                case SentencePieceType.Byte:
                    var value = ParseByte(text) ?? throw new InvalidDataException($"{model.Source}: byte piece {id} is called '{text}', not like <0x0A>.");
                    _byteIds[value] = id;
                    _bytes[id] = [value];
                    break;
                case SentencePieceType.Unknown or SentencePieceType.Control:
                    _isControl[id] = true;
                    _control.Add(text, id);
                    break;
                default:
                    break;
            }
        }

        var missing = Array.IndexOf(_byteIds, -1);
        if (missing >= 0)
        {
            throw new InvalidDataException($"{model.Source}: the vocabulary has no piece for the byte <0x{missing:X2}>; all 256 are needed.");
        }
    }

    private static byte? ParseByte(string text)
        => text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal) && text[5] == '>'
            && byte.TryParse(text.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    private BpeMerges MakeMerges(IReadOnlyList<SentencePiece> pieces)
    {
        var scores = _normal.Values.Select(id => pieces[id].Score).Distinct().OrderDescending().ToArray();
        var ranks = new Dictionary<float, int>(scores.Length);
        foreach (var score in scores)
        {
            ranks.Add(score, ranks.Count);
        }

        var merges = new BpeMerges(_normal.Count * 2);
        var lookup = _normal.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (text, id) in _normal)
        {
            var rank = ranks[pieces[id].Score];
            for (var i = 1; i < text.Length; i++)
            {
                if (!char.IsLowSurrogate(text[i]) && Symbol(text.AsSpan(0, i)) is { } left && Symbol(text.AsSpan(i)) is { } right)
                {
                    merges.Add(left, right, rank, id);
                }
            }
        }

        return merges;

        int? Symbol(ReadOnlySpan<char> part)
        {
            if (lookup.TryGetValue(part, out var known))
            {
                return known;
            }

            return Rune.DecodeFromUtf16(part, out var rune, out var used) == System.Buffers.OperationStatus.Done && used == part.Length ? ~rune.Value : null;
        }
    }

    private int CheckControl(SentencePieceModel model, int id, string role)
        => id >= 0 && id < _bytes.Length && _isControl[id]
            ? id
            : throw new InvalidDataException($"{model.Source}: the {role} id {id} is no control token of the vocabulary ({_bytes.Length} pieces).");

    private int CheckId(int id)
        => id >= 0 && id < _bytes.Length ? id : throw new ArgumentOutOfRangeException(nameof(id), id, $"The vocabulary has ids 0 to {_bytes.Length - 1}.");
}
