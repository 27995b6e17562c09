using MedQa.Library.Indexing;

namespace MedQa.Library.Tests.Indexing;

public sealed class WordSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// BM25 computed here in double from its definition: Σ idf f (k1 + 1) / (f + k1 (1 − b + b |d| / avg)) with idf = ln((N − n + ½) / (n + ½)),
    /// where f counts a word of the title 3 times and one of a heading twice, and |d| counts each word once.
    /// </summary>
    [Fact]
    public async Task Search_SmallCase_GivesBm25sScoresAndOrder()
    {
        (string Title, string Heading, string Text)[] passages =
        [
            ("asthma", "care", "wheeze inhaler wheeze night"),
            ("fever", "care", "inhaler rest water tea soup bed sleep wheeze"),
            ("cough", "signs", "night night night cold"),
            ("pain", "wheeze", "rest"),
            ("burn", "first aid", "water cold cream cover clean cool cloth"),
            ("cut", "first aid", "press clean cover"),
            ("sting", "first aid", "cold cloth"),
        ];
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        foreach (var (p, i) in passages.Select((p, i) => (p, i)))
        {
            await index.PutAsync(IndexCase.Entry($"{i}", p.Title), [IndexCase.Passage(p.Text, p.Heading)], null);
        }

        string[] query = ["wheeze", "inhaler", "asthma"];
        var words = passages.Select(p => (Title: p.Title.Split(' '), Heading: p.Heading.Split(' '), Text: p.Text.Split(' '))).ToArray();
        var average = words.Average(w => (double)(w.Title.Length + w.Heading.Length + w.Text.Length));
        var expected = words.Select((w, i) => (Id: (long)(i + 1), Score: query.Sum(q =>
        {
            var n = words.Count(x => x.Title.Contains(q) || x.Heading.Contains(q) || x.Text.Contains(q));
            var f = (3.0 * w.Title.Count(t => t == q)) + (2.0 * w.Heading.Count(t => t == q)) + w.Text.Count(t => t == q);
            var length = w.Title.Length + w.Heading.Length + w.Text.Length;
            return Math.Log((words.Length - n + 0.5) / (n + 0.5)) * f * 2.2 / (f + (1.2 * (0.25 + (0.75 * length / average))));
        }))).Where(s => s.Score > 0).OrderByDescending(s => s.Score).ToList();

        var actual = await index.SearchWordsAsync(query, 10);

        Assert.Equal([1, 2, 4], expected.Select(e => e.Id));
        Assert.Equal(expected.Select(e => e.Id), actual.Select(a => a.Id));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-9));
        Assert.Equal([1], (await index.SearchWordsAsync(query, 1)).Select(a => a.Id));
    }

    [Theory]
    [InlineData("naive")]
    [InlineData("inhalers")]
    [InlineData("Inhaled")]
    public async Task Search_OtherForms_FindTheWord(string word)
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Naïve patients inhale with an inhaler, inhaling twice.")], null);
        Assert.Single(await index.SearchWordsAsync([word], 5));
    }

    [Fact]
    public async Task Search_Cancelled_Stops()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.SearchWordsAsync(["a"], 5, new CancellationToken(true)));
    }

    public void Dispose() => _folder.Dispose();
}
