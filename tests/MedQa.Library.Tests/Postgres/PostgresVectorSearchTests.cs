using MedQa.Library.Indexing;
using MedQa.Library.Postgres;
using MedQa.Library.Tests.Indexing;

namespace MedQa.Library.Tests.Postgres;

public sealed class PostgresVectorSearchTests(PgliteServer server) : PassageVectorTests, IClassFixture<PgliteServer>
{
    private readonly string _schema = $"t_{Guid.NewGuid():N}";

    /// <summary>The graph is approximate: at least 95 of 100 of the best are found, each with its cosine, in order.</summary>
    [SkippableFact]
    public async Task Search_ByHnsw_FindsNearlyAllOfTheBest()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        var random = new Random(5);
        var vectors = Enumerable.Range(0, 500).Select(_ => IndexCase.RandomVector(random, 24)).ToArray();
        using var index = await PostgresPassageIndex.OpenAsync(server.Options(_schema) with { Hnsw = true }, new("s", 24));
        await index.PutAsync(IndexCase.Entry("a"), [.. vectors.Select(_ => IndexCase.Passage("x"))], IndexCase.Vectors(vectors));
        var first = (await index.GetDocumentAsync("a"))[0].Id;
        var found = 0;
        for (var q = 0; q < 10; q++)
        {
            var query = IndexCase.RandomVector(random, 24);
            var best = vectors.Select((v, i) => (Id: first + i, Score: Cosine(query, v))).OrderByDescending(s => s.Score).Take(100).Select(s => s.Id).ToHashSet();
            var hits = await IndexCase.SearchAsync(index, query, 100);
            Assert.Equal(hits.OrderByDescending(h => h.Score), hits);
            Assert.All(hits, h => Assert.Equal(Cosine(query, vectors[h.Id - first]), h.Score, 1e-5));
            found += hits.Count(h => best.Contains(h.Id));
        }

        Assert.InRange(found, 950, 1_000);
        var tooLong = await Assert.ThrowsAsync<InvalidDataException>(() => PostgresPassageIndex.OpenAsync(server.Options(_schema) with { Hnsw = true }, new("long", 2_001)));
        Assert.Contains("at most 2000 numbers", tooLong.Message, StringComparison.Ordinal);
    }

    protected override async Task<IPassageIndex> OpenAsync(string name, VectorSpace? space)
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        return await PostgresPassageIndex.OpenAsync(server.Options($"{_schema}_{name}"), space);
    }
}
