using MedQa.Library.Documents;
using MedQa.Library.Passages;

namespace MedQa.Library.Tests.Passages;

public sealed class PassageSplitterTests
{
    [Fact]
    public void Split_Sections_KeepHeadingPageDateAndSentences()
    {
        var document = new Document("T", new DateOnly(2024, 1, 1),
        [
            new(["A", "B"], 3, null, "One is here. Two is here.\nThree."),
            new([], null, new DateOnly(2020, 2, 2), "Four."),
        ]);
        var passages = new PassageSplitter().Split(document);

        Assert.Equal(2, passages.Count);
        Assert.Equal(["A", "B"], passages[0].Headings);
        Assert.Equal(3, passages[0].Page);
        Assert.Equal(new DateOnly(2024, 1, 1), passages[0].Date);
        Assert.Equal("One is here. Two is here.\nThree.", passages[0].Text);
        Assert.Equal([new(0, 12), new(13, 12), new(26, 6)], passages[0].Sentences);
        Assert.Equal(new DateOnly(2020, 2, 2), passages[1].Date);
        Assert.Null(passages[1].Page);
    }

    [Fact]
    public void Split_LongSection_PartsItEvenlyAtSentences()
    {
        // 38 sentences of 10 words: 380 words, so three passages of 120 to 130.
        var passages = Split(string.Join(' ', Enumerable.Range(0, 38).Select(i => $"Sentence {i} has just ten words in it, not more.")));
        Assert.Equal([130, 130, 120], passages.Select(Words));
        Assert.All(passages, p => Assert.EndsWith("more.", p.Text, StringComparison.Ordinal));
        Assert.Equal(38, passages.Sum(p => p.Sentences.Count));
        Assert.StartsWith("Sentence 13 ", passages[1].Sentences[0].Of(passages[1].Text).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Split_SentenceLongerThanAPassage_IsPartedAtWords()
    {
        var passages = Split($"Short one. {string.Join(' ', Enumerable.Range(0, 400))} end. Short two.");
        Assert.Equal(400 + 5, passages.Sum(Words));
        Assert.All(passages, p => Assert.InRange(Words(p), 1, 180));
        Assert.Contains(passages, p => p.Text.StartsWith("0 1 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Split_AnyText_KeepsEveryWordOnceAndInOrder()
    {
        var random = new Random(9);
        for (var i = 0; i < 200; i++)
        {
            var words = Enumerable.Range(0, random.Next(1, 900)).Select(n => random.Next(12) == 0 ? $"W{n}." : $"w{n}").ToArray();
            var passages = Split(string.Join(' ', words));
            Assert.Equal(words, passages.SelectMany(p => p.Text.Split(' ')));
            Assert.All(passages, p => Assert.InRange(Words(p), 1, 180));
            Assert.All(passages, p => Assert.Equal(Words(p), p.Sentences.Sum(s => s.Of(p.Text).ToString().Split(' ').Length)));
        }
    }

    private static IReadOnlyList<Passage> Split(string text) => new PassageSplitter().Split(new("T", null, [new([], null, null, text)]));

    private static int Words(Passage passage) => passage.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
