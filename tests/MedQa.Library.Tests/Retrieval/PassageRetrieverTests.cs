using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;
using MedQa.Library.Tests.Indexing;

namespace MedQa.Library.Tests.Retrieval;

public sealed class PassageRetrieverTests : IDisposable
{
    private static readonly string[] Texts = ["Lice live in hair.", "Ventricle systole needs help.", "Lemon trees attack nobody.", "Lemon tea helps."];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeEncoder _encoder = new();

    [Fact]
    public async Task Search_Both_MergesWordsAndMeaning()
    {
        using var index = await IndexAsync(new("fake", 2));
        var retriever = new PassageRetriever(index, _encoder);

        // The words find "attack" in 3; the meaning ranks 2 before 3, 4 and 1. So 3 has 1/61 + 2/62, 2 has 2/61, 4 has 2/63.
        var both = await retriever.SearchAsync("heart attack", 3);
        Assert.Equal([3, 2, 4], both.Select(r => r.Passage.Id));
        double[] expected = [(1.0 / 61) + (2.0 / 62), 2.0 / 61, 2.0 / 63];
        Assert.All(expected.Zip(both), pair => Assert.Equal(pair.First, pair.Second.Score, 1e-12));
        Assert.NotNull(both[0].Words);
        Assert.Null(both[1].Words);
        Assert.True(both[1].Cosine > both[0].Cosine);

        Assert.Equal([3], (await retriever.SearchAsync("heart attack", 3, RetrievalMode.Words)).Select(r => r.Passage.Id));
        Assert.Equal([2, 3, 4, 1], (await retriever.SearchAsync("heart attack", 9, RetrievalMode.Meaning)).Select(r => r.Passage.Id));
    }

    [Fact]
    public async Task Search_NoEncoder_UsesWordsAlone()
    {
        using var index = await IndexAsync(null);
        var retriever = new PassageRetriever(index, null);
        Assert.Equal([3], (await retriever.SearchAsync("heart attack", 3)).Select(r => r.Passage.Id));
        Assert.Empty(await retriever.SearchAsync("?", 3));
        await Assert.ThrowsAsync<InvalidOperationException>(() => retriever.SearchAsync("heart", 3, RetrievalMode.Meaning));
    }

    /// <summary>
    /// A hundred passages hold the question's word better, and another hundred what stands for it: the one that holds both is in neither's
    /// best hundred, and comes first all the same.
    /// </summary>
    [Fact]
    public async Task Search_PassageOfBothWordAndSynonym_ComesFirstThoughNeitherAloneFindsItSoon()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        string[] texts = [.. Enumerable.Repeat("kid kid kid", 120), .. Enumerable.Repeat("child child child", 120), "kid child one", .. Enumerable.Repeat("ears and hair", 900)];
        await index.PutAsync(IndexCase.Entry("a"), [.. texts.Select(t => IndexCase.Passage(t))], null);
        var retriever = new PassageRetriever(index, null);

        var found = await retriever.SearchAsync("kid", 300, RetrievalMode.Words);
        var best = await retriever.SearchAsync("kid", 1, RetrievalMode.Words);

        Assert.Equal(241, found.Count);
        Assert.Equal(found[0].Passage.Id, best[0].Passage.Id);
        Assert.Equal(found[0].Words, best[0].Words);
        Assert.Equal(found.OrderByDescending(f => f.Words).ThenBy(f => f.Passage.Id).Select(f => f.Passage.Id), found.Select(f => f.Passage.Id));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<SqlitePassageIndex> IndexAsync(VectorSpace? space)
    {
        var index = SqlitePassageIndex.Open(_folder["i.db"], space);
        var vectors = (await _encoder.GenerateAsync(Texts)).Select(e => e.Vector).ToList();
        await index.PutAsync(IndexCase.Entry("a"), [.. Texts.Select(t => IndexCase.Passage(t))], space is null ? null : vectors);
        return index;
    }
}
