using System.Text.Json;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Yes/no questions of trial articles, as PubMedQA's artificial part was made: a title that states a finding as a question, the
/// sections before the conclusion as context, the conclusion as the long answer, and whether the title affirms or denies as the
/// decision.
/// </summary>
internal static class DecisionPairs
{
    /// <param name="row"><c>title</c>, <c>abstract[]</c> of <c>{label, text}</c>.</param>
    /// <param name="number">The row's number.</param>
    /// <returns>The pair, or null where the title is no plain statement or the abstract has no conclusion after other sections.</returns>
    public static InstructionPair? Of(JsonElement row, int number)
    {
        if (StatementTitle.ToQuestion(row.GetProperty("title").GetString()!) is not var (question, decision))
        {
            return null;
        }

        var sections = row.GetProperty("abstract").EnumerateArray()
            .Select(s => (Label: s.GetProperty("label").GetString() ?? "", Text: PairText.OneLine(s.GetProperty("text").GetString()!)))
            .Where(s => s.Text.Length > 0).ToArray();
        var conclusion = Array.FindIndex(sections, s => s.Label.Contains("onclusion", StringComparison.Ordinal));
        return conclusion < 1
            ? null
            : new InstructionPair($"decisions-{number}", question, [.. sections[..conclusion].Select(s => s.Text)], sections[conclusion].Text) { Decision = decision };
    }
}
