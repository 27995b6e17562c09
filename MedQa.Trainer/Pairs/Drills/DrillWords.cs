using System.Text.RegularExpressions;
using MedQa.Library.Retrieval;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>The words that questions are made from, with their stems. Not thread-safe.</summary>
internal sealed partial class DrillWords(Vocabulary vocabulary)
{
    /// <summary>A content word that no text has.</summary>
    private const string Content = "zzzz";

    private readonly Dictionary<string, int[]> known = new(StringComparer.Ordinal);

    /// <summary>A text's words and numbers as they are written, without marks.</summary>
    public static string[] Of(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    /// <summary>The stems of a word of <see cref="Of"/>; none for one that only builds sentences.</summary>
    public int[] Stems(string word)
    {
        if (!known.TryGetValue(word, out var stems))
        {
            // Words that only build sentences are left out beside another word, and kept without one.
            stems = QueryWords.Of($"{word} {Content}").Count > 1 ? vocabulary.Stems(word) : [];
            known.Add(word, stems);
        }

        return stems;
    }

    /// <summary>The stems of words, each once.</summary>
    public int[] Stems(IEnumerable<string> words) => [.. words.SelectMany(Stems).Distinct()];

    [GeneratedRegex(@"\p{L}[\p{L}\p{Nd}'\u2019-]*|\d(?:[\d.,]*\d)?", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
