using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MedQa.Library.Retrieval;

/// <summary>
/// The words of a question to search with: letters, digits and marks in a row, each once, at most <see cref="MostWords"/>. English words
/// that only build sentences are left out, unless the question has no others or writes them in capitals among small letters (<c>ALL</c>, the
/// leukaemia; <c>WHO</c>). What comes out holds nothing that a query language could read as its own.
/// </summary>
public static class QueryWords
{
    /// <summary>The most words; a longer question is searched by its first ones.</summary>
    public const int MostWords = 64;

    private static readonly FrozenSet<string> Stop = (
        "a about above after again against all also am an and any are aren as at be because been before being below between both but by can cannot could couldn d did didn do does " +
        "doesn doing don down during each few for from further get had hadn has hasn have haven having he her here hers herself him himself his how i if in into is isn it its " +
        "itself just ll m may me might more most must my myself no nor not now of off on once only or other our ours ourselves out over own re s same shall she should shouldn so " +
        "some such t than that the their theirs them themselves then there these they this those through to too under until up ve very was wasn we were weren what when where " +
        "which while who whom whose why will with won would wouldn you your yours yourself yourselves").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The words of a text.</summary>
    /// <returns>Small letters and digits only; empty where the text has none.</returns>
    public static IReadOnlyList<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = Split(text);
        var shouting = !text.Any(char.IsLower);
        var content = words.Where(word => !Stop.Contains(word.ToLowerInvariant()) || (!shouting && word.Length > 1 && word.All(char.IsUpper))).ToList();
        return [.. (content.Count > 0 ? content : words).Select(word => word.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Take(MostWords)];
    }

    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && Rune.GetUnicodeCategory(rune) is (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)))
            {
                word.Append(rune);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
