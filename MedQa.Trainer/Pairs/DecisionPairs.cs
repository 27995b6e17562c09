using System.Text.Json;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Yes/no questions of trial articles, as PubMedQA's artificial part was made (Jin et al., 2019, arXiv:1909.06146): the question from the title, the
/// abstract's aim or a denial that it concludes with, the abstract before its conclusion as context, the conclusion as the long answer. The
/// decision is what a title states, else what <see cref="ConclusionDecision"/> reads off the conclusion.
/// </summary>
internal static class DecisionPairs
{
    /// <summary>Up to three pairs of each article: of its title, its aim and its conclusion.</summary>
    /// <param name="rows">Rows that may be used: <c>title</c>, <c>abstract[]</c> of <c>{label, text}</c>.</param>
    public static IEnumerable<InstructionPair> Of(IReadOnlyList<(int Number, JsonElement Row)> rows)
    {
        var small = rows.SelectMany(r => SmallWords(r.Row)).ToHashSet(StringComparer.Ordinal);
        return rows.SelectMany(r => Of(r.Row, r.Number, small));
    }

    private static IEnumerable<InstructionPair> Of(JsonElement row, int number, HashSet<string> small)
    {
        var title = row.GetProperty("title").GetString()!;
        if (ArticleTitle.HasNoFinding(title) || AbstractParts.Of(row.GetProperty("abstract")) is not { } parts)
        {
            yield break;
        }

        var fromTitle = OfTitle(ArticleTitle.RunningText(title, small));
        var fromAim = AimQuestion.Of(parts.Contexts);
        AskedQuestion?[] questions = [fromTitle, fromAim, ConclusionQuestion.Of(parts.Conclusion)];
        foreach (var asked in questions.OfType<AskedQuestion>().DistinctBy(q => q.Text).Where(q => ConclusionDecision.Answers(q.Text, parts.Conclusion)))
        {
            yield return new InstructionPair($"decisions-{number}-{asked.Source}", asked.Text, parts.Contexts, parts.Conclusion)
            {
                Decision = asked.Decision ?? ConclusionDecision.Of(asked, parts.Conclusion),
            };
        }
    }

    private static AskedQuestion? OfTitle(string title)
    {
        if (ArticleTitle.Asked(title) is { } question)
        {
            return new AskedQuestion(question, "question");
        }

        return StatementTitle.ToQuestion(title) is var (stated, decision)
            ? new AskedQuestion(stated, "statement") { Decision = decision }
            : ArticleTitle.Parts(title).Select(p => PhraseQuestion.Ask(p, "title")).FirstOrDefault(q => q is not null);
    }

    private static IEnumerable<string> SmallWords(JsonElement row) =>
        row.GetProperty("abstract").EnumerateArray().SelectMany(s => ArticleTitle.SmallWords(s.GetProperty("text").GetString()!));
}
