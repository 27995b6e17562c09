namespace MedQa.Model.Tokenization;

/// <summary>
/// The tokenizer of a BERT or RoBERTa encoder: WordPiece or byte-level BPE, with the two special tokens that stand around every text.
/// As in the tokenizers library, the name of a special token in a text (<c>[SEP]</c>, <c>&lt;mask&gt;</c>) is that token: an encoder
/// has no turns that a text could forge, and figures must equal the reference's. Thread-safe.
/// </summary>
public sealed class EncoderTokenizer
{
    private readonly ITextEncoder _plain;
    private readonly Dictionary<int, NamedToken> _named;
    private readonly LiteralPieces _names;
    private readonly bool _spaceBefore;

    /// <param name="plain">Encodes what stands between named tokens.</param>
    /// <param name="named">Tokens that a text gives by name.</param>
    /// <param name="beginTokenId">Stands before every text.</param>
    /// <param name="endTokenId">Stands after every text.</param>
    /// <param name="maxTokens">The most tokens of a text, the two special ones included.</param>
    /// <param name="spaceBefore">Whether a text that begins with a word gets a space before it, so that the first word is written as all others are.</param>
    internal EncoderTokenizer(ITextEncoder plain, IReadOnlyCollection<NamedToken> named, int beginTokenId, int endTokenId, int maxTokens, bool spaceBefore)
    {
        _plain = plain;
        _named = named.ToDictionary(token => token.Id);
        _names = new(named.Select(token => (token.Name, token.Id)));
        _spaceBefore = spaceBefore;
        BeginTokenId = beginTokenId;
        EndTokenId = endTokenId;
        MaxTokens = maxTokens;
        VocabularySize = Math.Max(plain.VocabularySize, named.Select(token => token.Id + 1).DefaultIfEmpty().Max());
    }

    /// <summary>Number of ids; every id is below it.</summary>
    public int VocabularySize { get; }

    /// <summary>The id before every text: <c>[CLS]</c> or <c>&lt;s&gt;</c>.</summary>
    public int BeginTokenId { get; }

    /// <summary>The id after every text: <c>[SEP]</c> or <c>&lt;/s&gt;</c>.</summary>
    public int EndTokenId { get; }

    /// <summary>The most tokens of a text, the two special ones included.</summary>
    public int MaxTokens { get; }

    /// <summary>Encodes a text between the two special tokens; of a text that is too long the end is dropped.</summary>
    /// <returns>2 to <see cref="MaxTokens"/> ids.</returns>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int> { BeginTokenId };
        AppendText(text, ids);
        if (ids.Count > MaxTokens - 1)
        {
            ids.RemoveRange(MaxTokens - 1, ids.Count - MaxTokens + 1);
        }

        ids.Add(EndTokenId);
        return [.. ids];
    }

    private void AppendText(string text, List<int> ids)
    {
        var left = text.AsSpan();
        while (_names.TryFind(left, out var start, out var length, out var id))
        {
            var token = _named[id];
            var before = left[..start];
            AppendPlain(token.TakesSpaceBefore ? before.TrimEnd() : before, ids);
            ids.Add(id);
            left = left[(start + length)..];
            left = token.TakesSpaceAfter ? left.TrimStart() : left;
        }

        AppendPlain(left, ids);
    }

    private void AppendPlain(ReadOnlySpan<char> text, List<int> ids)
    {
        if (!text.IsEmpty)
        {
            ids.AddRange(_plain.Encode(_spaceBefore && ids.Count == 1 && !char.IsWhiteSpace(text[0]) ? $" {text}" : text.ToString()));
        }
    }
}
