using System.Text.Json;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Pairs of definitions: "What is …?", the term's entry among one or two others of the same source, and the definition as the
/// answer.
/// </summary>
internal static class DefinitionPairs
{
    private const int TakenEvery = 4;
    private const int MostSynonyms = 3;

    /// <param name="rows">Rows that may be used: <c>source</c>, <c>term</c>, <c>synonyms</c>, <c>definition</c>.</param>
    public static IEnumerable<InstructionPair> Of(IReadOnlyList<(int Number, JsonElement Row)> rows, long seed)
    {
        var random = new SeededShuffle(seed, 2);
        var entries = rows.Select(r => (r.Number, Source: Text(r.Row, "source"), Term: Text(r.Row, "term"), Entry: Entry(r.Row), Definition: Text(r.Row, "definition"))).ToArray();
        var sources = entries.GroupBy(e => e.Source).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var entry in entries.Where((_, i) => i % TakenEvery == 0))
        {
            if (entry.Definition.Length > PairText.LongestAnswer)
            {
                continue;
            }

            var passages = new List<string> { entry.Entry };
            var same = sources[entry.Source];
            for (var i = random.Below(2); i >= 0; i--)
            {
                var other = same[random.Below(same.Length)];
                if (other.Term != entry.Term && other.Entry.Length <= PairText.LongestPassage)
                {
                    passages.Add(other.Entry);
                }
            }

            var order = passages.ToArray();
            random.Apply<string>(order);
            yield return new InstructionPair($"definitions-{entry.Number}", $"What is {entry.Term}?", order, PairText.Capitalised(entry.Definition));
        }
    }

    private static string Entry(JsonElement row)
    {
        var synonyms = row.GetProperty("synonyms").EnumerateArray().Take(MostSynonyms).Select(s => s.GetString()).ToArray();
        return $"{PairText.Capitalised(Text(row, "term"))}{(synonyms.Length > 0 ? $" ({string.Join(", ", synonyms)})" : "")}: {Text(row, "definition")}";
    }

    private static string Text(JsonElement row, string name) => PairText.OneLine(row.GetProperty(name).GetString()!);
}
