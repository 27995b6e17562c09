namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>The questions of a result sentence.</summary>
internal static class SentenceFindings
{
    private static readonly Func<FindingClause, Finding?>[] Kinds =
        [OpenFindings.Of, DifferenceFindings.Of, ComparisonFindings.Of, AssociationFindings.Of, EffectFindings.Of, ChangeFindings.Of];

    /// <summary>
    /// The questions of the first kind of finding that the sentence has; none where its own words on significance tell against what it says.
    /// </summary>
    /// <param name="sentence">On one line.</param>
    /// <param name="isSmall">Whether a word occurs in small letters elsewhere.</param>
    public static IReadOnlyList<FindingQuestion> Of(string sentence, Func<string, bool> isSmall)
    {
        if (FindingClause.Of(sentence, isSmall) is not { } clause)
        {
            return [];
        }

        var finding = Kinds.Select(k => k(clause)).FirstOrDefault(f => f is not null);
        var isOpen = finding?.Questions.All(q => q.Decision == "maybe") == true;
        return finding is null || (finding.IsAffirmed && clause.Doubts) || (!finding.IsAffirmed && clause.Proves) ? [] : isOpen && clause.Proves ? [] : finding.Questions;
    }
}
