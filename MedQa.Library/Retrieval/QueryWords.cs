using System.Collections.Frozen;
using MedQa.Library.Text;

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
        return [.. Content(text).Select(word => word.Text.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Take(MostWords)];
    }

    /// <summary>Where the words stand that <see cref="Of"/> searches with, in order; all of them, as they are written.</summary>
    internal static List<TextWord> Content(string text)
    {
        var words = TextWords.Of(text);
        var shouting = !text.Any(char.IsLower);
        var content = words.FindAll(word => !Stop.Contains(word.Text.ToLowerInvariant()) || (!shouting && word.Text.Length > 1 && word.Text.All(char.IsUpper)));
        return content.Count > 0 ? content : words;
    }

    /// <summary>Whether a word only builds sentences.</summary>
    /// <param name="word">In small letters.</param>
    internal static bool OnlyBuilds(string word) => Stop.Contains(word);
}
