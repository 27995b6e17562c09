namespace MedQa.Trainer.Pairs;

/// <summary>The verbs that titles of trials state their findings with.</summary>
internal static class TitleVerbs
{
    /// <summary>Those whose forms are no nouns.</summary>
    private static readonly string[] Plain =
    [
        "accelerate", "achieve", "affect", "aggravate", "alleviate", "alter", "ameliorate", "attenuate", "augment", "confer", "counteract", "diminish", "elicit", "eliminate", "enhance", "exacerbate", "exert", "facilitate",
        "impair", "improve", "induce", "inhibit", "maintain", "minimise", "minimize", "mitigate", "modulate", "outperform", "overestimate", "potentiate", "predict", "preserve", "prevent", "prolong", "promote", "protect",
        "provide", "reduce", "regulate", "relieve", "restore", "shorten", "stimulate", "strengthen", "suppress", "underestimate", "worsen",
    ];

    /// <summary>Those whose third person is a plural noun too, or whose base form is another word: only the third person is taken, and only before an object.</summary>
    private static readonly string[] Ambiguous = ["boost", "cause", "decrease", "delay", "increase", "influence", "lower", "moderate", "produce", "raise", "show", "slow", "support", "trigger", "yield"];

    private static readonly Dictionary<string, string> Thirds = Plain.Concat(Ambiguous).ToDictionary(v => v.EndsWith("ss", StringComparison.Ordinal) ? v + "es" : v + "s", v => v, StringComparer.Ordinal);

    /// <summary>What follows a noun, and no verb with an object.</summary>
    private static readonly HashSet<string> NoObject =
        ["in", "of", "for", "on", "and", "or", "with", "to", "by", "from", "at", "after", "during", "among", "between", "versus", "as", "is", "are", "was", "were"];

    /// <summary>The base form of a third person before the word that follows it, or null where it is none.</summary>
    public static string? BaseOf(string word, string next) =>
        Thirds.GetValueOrDefault(word) is { } verb && (!Ambiguous.Contains(verb) || !NoObject.Contains(next)) ? verb : null;

    /// <summary>Whether a word is a base form that is nothing else.</summary>
    public static bool IsBase(string word) => Plain.Contains(word);

    /// <summary>Whether a word may be a form of one of the verbs.</summary>
    public static bool MayBeForm(string word) => IsBase(word) || Thirds.ContainsKey(word);
}
