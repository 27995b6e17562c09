using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>Patterns of findings, in time linear in the sentence, and what they share.</summary>
internal static class FindingPattern
{
    /// <summary>The copula.</summary>
    public const string Be = "(?<be>was|were|is|are)";

    /// <summary>Words before an adjective or a verb that change nothing.</summary>
    public const string Degree =
        "(?:(?:also|all|still|again|both|overall|generally|consistently|statistically|significantly|markedly|substantially|considerably|notably|clearly|much|far|greatly|dramatically|strongly|highly|further|thus|therefore|moderately|effectively|very) )*";

    /// <summary>Words before a noun of a finding that change nothing.</summary>
    public const string Weight =
        "(?:(?:statistically|statistical|clinically|clinical|significantly|significant|overall|marked|major|important|relevant|substantial|strong|meaningful|detectable|apparent|measurable|large|great|considerable|highly|clear|notable|and|or|but|small|further) )*";

    /// <summary>That something was seen.</summary>
    public const string Seen = "(?:also )?(?:found|observed|seen|noted|detected|evident|apparent|reported|identified|present|recorded|noticed|shown|demonstrated|revealed|obtained|achieved)";

    /// <summary>"There was", "we found", "the analysis showed".</summary>
    public const string ThereWas =
        "(?:there (?:(?:was|were|is|are)(?: also)?|has been|have been)|(?:we|the authors?) (?:also )?(?:found|observed|detected|noted|saw|identified)|(?:[^,;]{0,60}(?:analys[ie]s|tests?|results?|anova|ANOVA|ANCOVA|comparisons?|data|findings?|study|trial|models?|regression|evaluation|assessments?|measurements?) (?:also )?)(?:showed|revealed|demonstrated|indicated|found|detected))";

    /// <summary>What introduces the other side of a comparison.</summary>
    public const string Than = "(?<than>than|(?:as |when )?compared (?:with|to)|versus|vs\\.?|relative to|in comparison (?:with|to))";

    /// <summary>What introduces a side.</summary>
    public const string Side = "(?:in|for|with|among|after|during|on|at|by)";

    /// <summary>What introduces what is measured.</summary>
    public const string Measured = "(?:in terms of|in relation to|in|of|for|on|regarding|concerning|with (?:regards?|respect) to|as regards)";

    /// <summary>A linear pattern with named groups alone.</summary>
    public static Regex Of(string pattern, RegexOptions options = RegexOptions.None) =>
        new(pattern, options | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);
}
