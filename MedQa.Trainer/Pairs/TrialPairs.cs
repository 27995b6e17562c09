using System.Text.Json;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Pairs of a trial article. As PubMedQA's artificial part was made: the title as a question, the abstract without its
/// conclusion as context, the conclusion as the answer. And questions after one section of the whole abstract.
/// </summary>
internal static class TrialPairs
{
    private static readonly (string Part, string Question)[] Sections =
    [
        ("onclusion", "What did the authors conclude?"),
        ("esult", "What did the study find?"),
        ("inding", "What did the study find?"),
        ("ethod", "How was the study done?"),
        ("bjective", "What was the aim of the study?"),
        ("urpose", "What was the aim of the study?"),
        ("im", "What was the aim of the study?"),
        ("ackground", "What is the background of the study?"),
        ("ntroduction", "What is the background of the study?"),
    ];

    /// <param name="row"><c>pmid</c>, <c>title</c>, <c>abstract[]</c> of <c>{label, text}</c>.</param>
    /// <param name="number">The row's number.</param>
    public static IEnumerable<InstructionPair> Of(JsonElement row, int number)
    {
        var title = row.GetProperty("title").GetString()!;
        var sections = row.GetProperty("abstract").EnumerateArray()
            .Select(s => (Label: s.GetProperty("label").GetString() ?? "", Text: PairText.OneLine(s.GetProperty("text").GetString()!)))
            .Where(s => s.Text.Length > 0).ToArray();
        var conclusions = sections.Where(s => IsConclusion(s.Label)).ToArray();
        var others = sections.Where(s => !IsConclusion(s.Label)).ToArray();
        if (conclusions.Length > 0 && others.Length > 0)
        {
            yield return new InstructionPair($"trial-articles-{number}", $"{title.TrimEnd('.', '?')}?", [.. others.Select(s => s.Text)], conclusions[0].Text);
        }

        if (sections.Length < 2 || sections.Sum(s => s.Text.Length) > PairText.LongestContext)
        {
            yield break;
        }

        var asked = new HashSet<string>();
        for (var i = 0; i < sections.Length; i++)
        {
            var question = Array.Find(Sections, s => sections[i].Label.Contains(s.Part, StringComparison.Ordinal)).Question;
            if (question is not null && asked.Add(question) && PairText.FirstSentences(sections[i].Text, PairText.LongestAnswer) is { } answer)
            {
                yield return new InstructionPair($"trial-articles-{number}-{i}", question, [.. sections.Select(s => s.Text)], answer);
            }
        }
    }

    private static bool IsConclusion(string label) => label.Contains("onclusion", StringComparison.Ordinal);
}
