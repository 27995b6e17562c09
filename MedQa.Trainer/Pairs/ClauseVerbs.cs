namespace MedQa.Trainer.Pairs;

/// <summary>Finite forms of the verbs that aims and hypotheses are stated with.</summary>
internal static class ClauseVerbs
{
    private static readonly string[] Regular =
    [
        "accelerate", "achieve", "activate", "affect", "alleviate", "alter", "ameliorate", "appear", "attenuate", "benefit", "change", "confer", "contribute", "correlate", "decrease", "delay", "demonstrate", "differ", "diminish", "elevate", "elicit", "eliminate", "enhance",
        "exacerbate", "exert", "facilitate", "help", "impact", "impair", "improve", "increase", "induce", "influence", "inhibit", "lower", "maintain", "mediate", "mitigate", "moderate", "modify", "modulate", "offer", "outperform", "predict",
        "preserve", "prevent", "produce", "prolong", "promote", "protect", "provide", "raise", "reduce", "reflect", "relieve", "represent", "require", "restore", "result", "seem", "shorten", "show", "stimulate", "strengthen", "support", "suppress", "translate", "work", "worsen", "yield", "cause",
    ];

    private static readonly Dictionary<string, string> Thirds = Regular.ToDictionary(Third, v => v, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Pasts = Regular.ToDictionary(Past, v => v, StringComparer.Ordinal);

    /// <summary>Those whose third person is a plural noun as well.</summary>
    private static readonly HashSet<string> Nouns = ["benefits", "changes", "decreases", "delays", "impacts", "increases", "influences", "offers", "produces", "results", "supports", "works", "yields", "causes", "raises", "helps"];

    /// <summary>What follows such a noun.</summary>
    private static readonly HashSet<string> NoObject =
        ["of", "for", "on", "and", "or", "with", "to", "by", "from", "at", "after", "during", "among", "between", "versus", "as", "is", "are", "was", "were", "would", "could", "can", "may"];

    /// <summary>What stands before a participle, and before no finite verb.</summary>
    private static readonly HashSet<string> BeforeParticiple =
        ["the", "a", "an", "of", "with", "for", "and", "or", "by", "from", "in", "to", "at", "on", "has", "have", "had", "not", "more", "less", "most", "significantly", "is", "are", "was", "were", "been", "be"];

    /// <summary>The base form of a finite verb between two words, or null where it is none or may be a noun or a participle.</summary>
    public static string? BaseOf(string previous, string word, string next)
    {
        if (word is "leads" or "led")
        {
            return next == "to" ? "lead" : null;
        }

        if (Thirds.GetValueOrDefault(word) is { } third)
        {
            return Nouns.Contains(word) && NoObject.Contains(next) && !(word == "results" && next == "in") ? null : third;
        }

        return Pasts.GetValueOrDefault(word) is { } past && next is not ("by" or "with") && !BeforeParticiple.Contains(previous) ? past : null;
    }

    /// <summary>Whether a word is a base form that is no noun.</summary>
    public static bool IsBase(string word) => Regular.Contains(word) && !Nouns.Contains(Third(word)) && word is not ("moderate" or "elevate" or "lower");

    private static string Third(string verb) => verb.EndsWith("fy", StringComparison.Ordinal) ? verb[..^1] + "ies" : verb + "s";

    private static string Past(string verb) => verb.EndsWith('e') ? verb + "d" : verb.EndsWith("fy", StringComparison.Ordinal) ? verb[..^1] + "ied" : verb is "confer" ? "conferred" : verb + "ed";
}
