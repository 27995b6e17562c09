namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>Words of findings with their opposites, and the forms of verbs.</summary>
internal static class Opposites
{
    private static readonly Dictionary<string, string> Adjectives = Paired(
    [
        ("higher", "lower"), ("lower", "higher"), ("greater", "smaller"), ("smaller", "greater"), ("larger", "smaller"), ("longer", "shorter"),
        ("shorter", "longer"), ("better", "worse"), ("worse", "better"), ("poorer", "better"), ("faster", "slower"), ("slower", "faster"), ("older", "younger"),
        ("younger", "older"), ("earlier", "later"), ("later", "earlier"), ("stronger", "weaker"), ("weaker", "stronger"), ("thicker", "thinner"),
        ("thinner", "thicker"), ("heavier", "lighter"), ("lighter", "heavier"), ("fewer", "more"), ("more", "fewer"), ("superior", "inferior"),
        ("inferior", "superior"), ("increased", "reduced"), ("reduced", "increased"), ("decreased", "increased"), ("elevated", "reduced"), ("improved", "worsened"),
        ("prolonged", "shortened"), ("shortened", "prolonged"), ("impaired", "improved"), ("lowered", "increased"), ("raised", "lowered"), ("enhanced", "reduced"),
        ("diminished", "increased"), ("attenuated", "increased"), ("safer", "less safe"), ("cheaper", "more expensive"),
    ]);

    private static readonly (string Verb, string Opposite)[] Known =
    [
        ("reduce", "increase"), ("increase", "reduce"), ("decrease", "increase"), ("improve", "worsen"), ("worsen", "improve"), ("enhance", "reduce"), ("lower", "increase"),
        ("prolong", "shorten"), ("shorten", "prolong"), ("prevent", "cause"), ("suppress", "stimulate"), ("inhibit", "stimulate"), ("stimulate", "inhibit"), ("attenuate", "increase"),
        ("raise", "lower"), ("impair", "improve"), ("accelerate", "delay"), ("delay", "accelerate"), ("alleviate", "worsen"), ("relieve", "worsen"), ("promote", "inhibit"),
        ("diminish", "increase"), ("elevate", "reduce"), ("ameliorate", "worsen"), ("restore", "impair"), ("exacerbate", "alleviate"), ("strengthen", "weaken"), ("facilitate", "impair"),
    ];

    private static readonly Dictionary<string, string> Verbs = Paired(Known);

    private static readonly string[] Neutral = ["affect", "influence", "alter", "change", "modify"];

    private static readonly Dictionary<string, string> Pasts =
        Verbs.Keys.Concat(Neutral).ToDictionary(Past, v => v, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Intransitive = Paired(
    [
        ("increase", "decrease"), ("decrease", "increase"), ("improve", "worsen"), ("worsen", "improve"), ("decline", "increase"), ("rise", "fall"),
        ("fall", "rise"), ("drop", "rise"), ("deteriorate", "improve"), ("change", ""), ("differ", ""), ("diminish", "increase"),
    ]);

    private static readonly Dictionary<string, string> IntransitivePasts = Intransitive.Keys.ToDictionary(
        v => v switch { "rise" => "rose", "fall" => "fell", "drop" => "dropped", _ => Past(v) }, v => v, StringComparer.Ordinal);

    /// <summary>The verbs with an object, as alternatives of a pattern.</summary>
    public static string BaseForms { get; } = string.Join('|', Pasts.Values);

    /// <summary>Their past forms, as alternatives of a pattern.</summary>
    public static string PastForms { get; } = string.Join('|', Pasts.Keys);

    /// <summary>The comparatives and participles, as alternatives of a pattern.</summary>
    public static string Comparatives { get; } = string.Join('|', Adjectives.Keys.Except(["more", "fewer", "superior", "inferior"]));

    /// <summary>Past forms of the verbs without an object, as alternatives of a pattern.</summary>
    public static string ChangePasts { get; } = string.Join('|', IntransitivePasts.Keys.Except(["differed"]));

    /// <summary>Base forms of the verbs without an object, as alternatives of a pattern.</summary>
    public static string ChangeBases { get; } = string.Join('|', Intransitive.Keys.Except(["differ"]));

    /// <summary>The opposite of a comparative ("more frequent": "less frequent") or participle.</summary>
    public static string OfAdjective(string word) => word switch
    {
        ['m', 'o', 'r', 'e', ' ', .. var rest] => $"less {rest}",
        ['l', 'e', 's', 's', ' ', .. var rest] => $"more {rest}",
        _ => Adjectives[word],
    };

    /// <summary>The opposite of a base form with an object; null for one that tells no direction.</summary>
    public static string? OfVerb(string verb) => Verbs.GetValueOrDefault(verb);

    /// <summary>The opposite of a base form without an object; null for one that tells no direction.</summary>
    public static string? OfChange(string verb) => Intransitive.GetValueOrDefault(verb) is { Length: > 0 } opposite ? opposite : null;

    /// <summary>The base form of a past form with an object.</summary>
    public static string BaseOf(string past) => Pasts[past];

    /// <summary>The base form of a past form without an object.</summary>
    public static string BaseOfChange(string past) => IntransitivePasts[past];

    private static Dictionary<string, string> Paired((string Word, string Opposite)[] pairs) => pairs.ToDictionary(p => p.Word, p => p.Opposite, StringComparer.Ordinal);

    private static string Past(string verb) =>
        verb.EndsWith('e') ? verb + "d" : verb.EndsWith("fy", StringComparison.Ordinal) ? verb[..^1] + "ied" : verb + "ed";
}
