using System.Text.Json;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Pairs of MedQuAD: the question, the answers that the same page gives to it and to up to two others as passages in a random
/// order, and the first sentences of the right one as the answer.
/// </summary>
internal static class MedQuadPairs
{
    private const int MostOthers = 2;

    /// <param name="rows">Rows that may be used: <c>source</c>, <c>focus</c>, <c>question</c>, <c>answer</c>.</param>
    public static IEnumerable<InstructionPair> Of(IReadOnlyList<(int Number, JsonElement Row)> rows, long seed)
    {
        var random = new SeededShuffle(seed, 1);
        var entries = rows
            .Select(r => (r.Number, Page: $"{Text(r.Row, "source")}|{Text(r.Row, "focus")}", Question: PairText.OneLine(Text(r.Row, "question")), Passage: Passage(r.Row)))
            .Where(e => e.Passage is not null).ToArray();
        var pages = entries.GroupBy(e => e.Page).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var entry in entries)
        {
            if (PairText.FirstSentences(entry.Passage!, PairText.LongestAnswer) is not { } answer)
            {
                continue;
            }

            // Another answer of the page that begins alike would be as right.
            var others = pages[entry.Page].Where(o => o.Question != entry.Question && !o.Passage!.StartsWith(answer, StringComparison.Ordinal)).Select(o => o.Passage!).Distinct().ToArray();
            random.Apply<string>(others);
            string[] passages = [entry.Passage!, .. others.Take(random.Below(MostOthers + 1))];
            random.Apply<string>(passages);
            yield return new InstructionPair($"medquad-{entry.Number}", entry.Question, passages, answer);
        }
    }

    private static string? Passage(JsonElement row) => PairText.FirstSentences(PairText.OneLine(Text(row, "answer")), PairText.LongestPassage);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
