using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>Whether a noun phrase takes a plural verb, by the last word before its first preposition or participle.</summary>
internal static partial class NounNumber
{
    private static readonly HashSet<string> After =
    [
        "of", "in", "with", "for", "on", "at", "during", "by", "to", "from", "versus", "vs", "plus", "than", "after", "among", "between", "using", "containing", "given", "delivered", "compared",
        "combined", "added", "as", "via", "based", "through", "following", "without", "alone", "over", "within", "under", "against", "vs.", "before", "per", "aimed", "targeting", "designed", "administered", "associated", "undergoing", "provided", "including", "consisting", "incorporating", "comprising", "involving", "supplemented", "enriched",
    ];

    private static readonly HashSet<string> Plurals = ["women", "men", "children", "people", "mice", "teeth", "feet", "bacteria", "criteria", "data", "media"];

    private static readonly HashSet<string> Singulars = ["diabetes", "series", "analysis", "rabies", "herpes", "access", "species", "bias", "gas", "pancreas"];

    /// <summary>The copula: <c>Are</c> or <c>Is</c>.</summary>
    public static string Copula(string phrase) => IsPlural(phrase) ? "Are" : "Is";

    /// <summary>The auxiliary: <c>Do</c> or <c>Does</c>.</summary>
    public static string Auxiliary(string phrase) => IsPlural(phrase) ? "Do" : "Does";

    /// <summary>Whether "are" follows the phrase; not where it is all in brackets.</summary>
    public static bool IsPlural(string phrase)
    {
        var words = Bracketed().Replace(phrase, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (Counted().IsMatch(phrase))
        {
            return true;
        }

        if (words.Length == 0 || Single().IsMatch(phrase))
        {
            return false;
        }

        var end = Array.FindIndex(words, 1, w => After.Contains(w.Trim(',')) || w.EndsWith(',')) is > 0 and var found
            ? words[found].EndsWith(',') && !After.Contains(words[found].Trim(',')) ? found + 1 : found
            : words.Length;
        if (words.Take(end).Contains("and"))
        {
            return true;
        }

        var head = words[end - 1].Trim(',', '"', '\'');
        return Plurals.Contains(head) || (PluralNoun().IsMatch(head) && !Singulars.Contains(head));
    }

    [GeneratedRegex(@"^(?:two|three|four|five|six|different|various|several|multiple|both|many|these) ", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Counted();

    [GeneratedRegex(@"^(?:an?|each|every|\w{2,}ing(?! \w*s\b)) ", RegexOptions.CultureInvariant)]
    private static partial Regex Single();

    [GeneratedRegex(@"\s*\([^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"[^\WsuiS]s$", RegexOptions.CultureInvariant)]
    private static partial Regex PluralNoun();
}
