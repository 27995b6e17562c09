using System.Text.Json;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs;

/// <summary>Pairs of COVID-QA: the question, a piece of the article around the answer, and the answer, which is a part of it.</summary>
internal static class CovidPairs
{
    /// <param name="rows">Rows that may be used: <c>text</c>, <c>qas[]</c> of <c>{question, answer}</c>.</param>
    public static IEnumerable<InstructionPair> Of(IReadOnlyList<(int Number, JsonElement Row)> rows, long seed)
    {
        var random = new SeededShuffle(seed, 3);
        foreach (var (number, row) in rows)
        {
            var text = PairText.OneLine(row.GetProperty("text").GetString()!);
            var index = 0;
            foreach (var pair in row.GetProperty("qas").EnumerateArray())
            {
                var answer = PairText.OneLine(pair.GetProperty("answer").GetString()!);
                var at = answer.Length is > 0 and <= PairText.LongestAnswer ? text.IndexOf(answer, StringComparison.Ordinal) : -1;
                if (at >= 0)
                {
                    var id = $"covid-qa-{number}-{index}";
                    yield return new InstructionPair(id, PairText.OneLine(pair.GetProperty("question").GetString()!), [Around(text, at, answer.Length, ref random)], answer);
                }

                index++;
            }
        }
    }

    /// <summary>A piece of the text, of whole sentences where it can be, with the answer at a random place in it.</summary>
    private static string Around(string text, int at, int length, ref SeededShuffle random)
    {
        var before = random.Below(PairText.LongestPassage - length);
        var start = Math.Max(0, at - before);
        var sentence = text.IndexOf(". ", start, at - start, StringComparison.Ordinal);
        start = start == 0 || sentence < 0 ? start : sentence + 2;
        var end = Math.Min(text.Length, Math.Max(start + PairText.LongestPassage, at + length));
        var stop = text.LastIndexOf(". ", end - 1, end - (at + length), StringComparison.Ordinal);
        return text[start..(end == text.Length || stop < 0 ? end : stop + 1)];
    }
}
