using System.Text.Json;
using MedQa.Trainer.Pairs.Drills.Findings;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Drills.Findings;

public sealed class FindingPassagesTests
{
    [Fact]
    public void Of_Article_HasItsResultsWithoutEmptyReferences()
    {
        var runs = Runs(
            """[{"label": "Methods", "text": "Forty nurses read at night."}, {"label": null, "text": "All of them slept well."}, {"label": "Results:", "text": "Recall was better then (Table ). Pain was lower [,], too."}]""",
            """[{"label": "3. Results", "text": "3.1. Sleep\nSleep was good in all nurses.\nRecall was better than before (see Fig. a)."}, {"label": "Introduction", "text": "Sleep is good for all."}, {"label": "Outcome measures", "text": "Sleep was measured with care."}, {"label": "", "text": "Nobody knows where this is from."}]""");

        Assert.Equal(
            ["All of them slept well.", "Recall was better then.|Pain was lower, too.", "Sleep was good in all nurses.|Recall was better than before."],
            runs.Select(r => string.Join('|', r)));
    }

    [Fact]
    public void Of_HeadingOrTable_PartsTheRuns()
    {
        var runs = Runs("[]", """[{"label": "Results", "text": "Sleep was good in nurses.\nsecondary outcomes\nPain was low in nurses. Recall was good in nurses."}]""");

        Assert.Equal(["Sleep was good in nurses.", "Pain was low in nurses.|Recall was good in nurses."], runs.Select(r => string.Join('|', r)));
    }

    [Fact]
    public void Context_Sentence_StandsAmongNeighboursInOrder()
    {
        var run = Enumerable.Range(0, 12).Select(i => $"Sentence {i} has these nine words in it always.").ToArray();
        var random = new PairRandom(1, 2);
        var contexts = Enumerable.Range(0, 300).Select(_ => FindingPassages.Context(run, 6, random)!).ToArray();
        var all = string.Join(' ', run);

        Assert.All(contexts, c => Assert.Contains(run[6], c, StringComparison.Ordinal));
        Assert.All(contexts, c => Assert.Contains(c, all, StringComparison.Ordinal));
        Assert.Equal([3, 4, 5], contexts.Select(c => c.Count(x => x == '.')).Distinct().Order());
        Assert.Contains(contexts, c => c.StartsWith(run[6], StringComparison.Ordinal));
        Assert.Contains(contexts, c => c.EndsWith(run[6], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, 9, null)]
    [InlineData(12, 9, 21)]
    [InlineData(60, 80, 140)]
    [InlineData(25, 140, 25)]
    public void Context_Words_AreWithinTheLimits(int words, int nextWords, int? most)
    {
        string[] run = [Text(words), Text(nextWords)];
        var random = new PairRandom(3, 2);
        var lengths = Enumerable.Range(0, 50).Select(_ => FindingPassages.Context(run, 0, random)?.Split(' ').Length).ToArray();

        Assert.Equal(most, lengths.Max());
        Assert.All(lengths.OfType<int>(), l => Assert.InRange(l, FindingPassages.FewestWords, FindingPassages.MostWords));
    }

    [Fact]
    public void Fits_LoneShortSentenceOrLongOne_DoesNot()
    {
        Assert.False(FindingPassages.Fits([Text(10)], 0));
        Assert.True(FindingPassages.Fits([Text(10), Text(10)], 1));
        Assert.False(FindingPassages.Fits([Text(75)], 0));
    }

    private static string Text(int words) => string.Join(' ', Enumerable.Repeat("word", words)) + ".";

    private static IReadOnlyList<string>[] Runs(string sections, string body) => [.. FindingPassages.Of(JsonDocument.Parse($$"""{"abstract": {{sections}}, "body": {{body}}}""").RootElement)];
}
