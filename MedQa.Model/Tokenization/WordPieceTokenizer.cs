using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tokenization;

/// <summary>
/// WordPiece (Schuster and Nakajima, 2012) as BERT uses it: a text is prepared (<see cref="BertNormalizer"/>) and cut at white space
/// and around punctuation; from each word the longest piece of the vocabulary is taken, then the longest of the rest, where pieces
/// within a word are written with <c>##</c> before them. A word of which a part is no piece, or that is too long, is one unknown
/// token. Thread-safe.
/// </summary>
internal sealed class WordPieceTokenizer : ITextEncoder
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _begins;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _continues;
    private readonly BertNormalizer _normalizer;
    private readonly int _unknownId;
    private readonly int _longestWord;
    private readonly int _longestPiece;
    private readonly WordCache _cache = new();

    public WordPieceTokenizer(WordPieceVocabulary vocabulary)
    {
        _normalizer = vocabulary.Normalizer;
        _longestWord = vocabulary.LongestWord;
        VocabularySize = vocabulary.Ids.Count == 0 ? 0 : vocabulary.Ids.Values.Max() + 1;
        _unknownId = vocabulary.Ids.TryGetValue(vocabulary.Unknown, out var unknown) ? unknown
            : throw new InvalidDataException($"{vocabulary.Source}: the vocabulary has no '{vocabulary.Unknown}', which stands for unknown words.");
        var prefix = vocabulary.ContinuingPrefix;
        _begins = new Dictionary<string, int>(vocabulary.Ids, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _continues = vocabulary.Ids
            .Where(piece => piece.Key.Length > prefix.Length && piece.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(piece => piece.Key[prefix.Length..], piece => piece.Value, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _longestPiece = vocabulary.Ids.Keys.Max(piece => piece.Length);
    }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>((text.Length / 4) + 4);
        var left = _normalizer.Normalize(text).AsSpan();
        while (!left.IsEmpty)
        {
            var length = WordLength(left, out var isSpace);
            if (!isSpace)
            {
                EncodeWord(left[..length], ids);
            }

            left = left[length..];
        }

        return ids;
    }

    /// <summary>The length of the text's first word: one white space, one punctuation mark, or all up to the next of them.</summary>
    private static int WordLength(ReadOnlySpan<char> text, out bool isSpace)
    {
        var end = 0;
        isSpace = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var (space, mark) = (BertNormalizer.IsSpace(rune), IsPunctuation(rune));
            if (end == 0)
            {
                isSpace = space;
            }

            if (space || mark)
            {
                return end == 0 ? rune.Utf16SequenceLength : end;
            }

            end += rune.Utf16SequenceLength;
        }

        return end;
    }

    /// <summary>Unicode's punctuation, and all of ASCII that is neither letter, digit, space nor control: $, + and ^ too.</summary>
    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is > ' ' and < 0x7F && !char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private void EncodeWord(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.TryAppend(word, ids))
        {
            return;
        }

        var pieces = Pieces(word);
        ids.AddRange(pieces);
        _cache.Remember(word, CollectionsMarshal.AsSpan(pieces));
    }

    private List<int> Pieces(ReadOnlySpan<char> word)
    {
        if (Characters(word) > _longestWord)
        {
            return [_unknownId];
        }

        var pieces = new List<int>();
        for (var start = 0; start < word.Length;)
        {
            var rest = word[start..];
            var lookup = start == 0 ? _begins : _continues;
            var length = Math.Min(rest.Length, _longestPiece);
            int id;
            while (!lookup.TryGetValue(rest[..length], out id))
            {
                if (--length == 0)
                {
                    return [_unknownId];
                }
            }

            pieces.Add(id);
            start += length;
        }

        return pieces;
    }

    private static int Characters(ReadOnlySpan<char> word)
    {
        var count = 0;
        foreach (var unused in word.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
