using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Turns a denial that a conclusion opens with ("These results suggest that X does not reduce Y") into a yes/no question. Affirmed findings
/// give none: titles and aims give "yes" often enough. The decision is "no".
/// </summary>
internal static partial class ConclusionQuestion
{
    /// <summary>The question of the first sentence, or null where that denies nothing.</summary>
    public static AskedQuestion? Of(string conclusion)
    {
        var finding = Introduction().Replace(Sentences.Of(conclusion).FirstOrDefault(""), "");
        return finding.Length > 0 && ClauseQuestion.Ask(PairText.IsCommonWord(finding) ? PairText.Small(finding) : finding) is (var question, true)
            && !Denied().IsMatch(question)
            ? new AskedQuestion(question, "conclusion") { Decision = "no" }
            : null;
    }

    /// <summary>What would turn the question round.</summary>
    [GeneratedRegex(@"\b(?:no|not|unlikely|little|few|lack|neither|nor|never|without|unable|unclear|unknown|insufficient)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex(@"^(?:[^,.]{0,80}\b(?:suggest|suggests|suggested|indicate|indicates|indicated|demonstrate|demonstrates|demonstrated|show|shows|showed|shown|confirm|confirms|confirmed|conclude|concluded|found|reveal|reveals|revealed) that |(?:Thus|Therefore|Overall|Hence|Taken together),? )", RegexOptions.CultureInvariant)]
    private static partial Regex Introduction();
}
