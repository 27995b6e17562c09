using MedQa.Library.Indexing;
using MedQa.Library.Ingestion;
using MedQa.Library.Postgres;
using MedQa.Library.Retrieval;
using MedQa.Library.Tests.Starter;
using MedQa.Postgres.Testing;
using Xunit.Abstractions;

namespace MedQa.Library.Tests.Postgres;

/// <summary>The starter library, read into both indexes by the same ingestion.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresRankingTests(PostgresServer server, ITestOutputHelper output) : IDisposable
{
    private const int Top = 20;

    private readonly TemporaryFolder _folder = new();

    /// <summary>BM25's sums are rounded in another order, so scores agree to 1e-9, and passages may change places only where theirs are that near.</summary>
    [SkippableFact]
    public async Task Search_StarterQuestions_RanksAsSqliteDoes()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        using var sqlite = SqlitePassageIndex.Open(_folder["i.db"]);
        using var postgres = await PostgresPassageIndex.OpenAsync(server.IndexOptions($"t_{Guid.NewGuid():N}"));
        foreach (var index in (IPassageIndex[])[sqlite, postgres])
        {
            using var ingestion = new LibraryIngestion(new FolderSource(StarterFolder.Path), index, null);
            Assert.Empty((await ingestion.RunAsync()).Broken);
        }

        Assert.Equal(await sqlite.ListAsync(), await postgres.ListAsync());
        var (places, same, together, largest) = (0, 0, 0, 0.0);
        string[] phrases = ["blood pressure", "chest pain", "side effects", "x ray"];
        var searches = StarterQuestion.All.Select(q => QueryWords.Of(q.Question)).Concat(phrases.Select(p => (IReadOnlyList<string>)[p, "Fever", "naïve"])).ToList();
        double[] weights = [1, 0.2, 0.6, 0.7];
        foreach (var words in searches)
        {
            WeightedWord[] weighted = [.. words.Select((word, i) => new WeightedWord(word, weights[i % weights.Length]))];
            var expected = await NamesAsync(sqlite, weighted);
            var actual = await NamesAsync(postgres, weighted);
            Assert.Equal(expected.Count, actual.Count);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-9));
            places += expected.Count;
            same += expected.Zip(actual).Count(pair => pair.First.Name == pair.Second.Name);
            together += expected.Select(e => e.Name).Intersect(actual.Select(a => a.Name)).Count();
            largest = expected.Zip(actual).Aggregate(largest, (most, pair) => Math.Max(most, Math.Abs(pair.First.Score - pair.Second.Score)));
            var (inSqlite, inPostgres) = (await sqlite.CountWordsAsync(words), await postgres.CountWordsAsync(words));
            Assert.Equal(inSqlite.Passages, inPostgres.Passages);
            Assert.Equal(inSqlite.Holding, inPostgres.Holding);
        }

        output.WriteLine($"{searches.Count} searches, best {Top} of {(await sqlite.CountWordsAsync([])).Passages} passages: {together} of {places} found by both, {same} in the same place; scores differ by {largest:E1} at most.");
        Assert.InRange(together, places * 0.995, places);
        Assert.InRange(same, places * 0.99, places);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<(string Name, double Score)>> NamesAsync(IPassageIndex index, IReadOnlyList<WeightedWord> words)
    {
        var hits = await index.SearchWordsAsync(words, Top);
        return [.. (await index.GetAsync([.. hits.Select(hit => hit.Id)])).Zip(hits, (passage, hit) => ($"{passage.DocumentName}#{passage.Ordinal}", hit.Score))];
    }
}
