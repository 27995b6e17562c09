using MedQa.Library.Indexing;

namespace MedQa.Library.Tests.Indexing;

public sealed class SqliteVectorSearchTests : PassageVectorTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>More than one chunk.</summary>
    [Fact]
    public Task Search_ManyVectors_EqualsBruteForceInDouble() => Search_AnyQuery_EqualsBruteForceInDouble(12_000);

    /// <summary>One large number makes the steps of all others coarse, so that the order in 8 bits is far from the true one.</summary>
    [Theory]
    [InlineData(0, 400)]
    [InlineData(25, 8_000)]
    public void Candidates_AnyQuery_HoldTheBestAndFewOthers(float largest, int most)
    {
        var random = new Random(11);
        var vectors = Enumerable.Range(0, 20_000).Select(_ => IndexCase.RandomVector(random, 384)).ToArray();
        foreach (var (vector, i) in vectors.Select((vector, i) => (vector, i)))
        {
            vector[0] += largest;
            vectors[i] = Unit(vector);
        }

        using var block = new VectorBlock(384);
        block.Append([.. vectors.Select((v, i) => ((long)i, v))]);
        for (var q = 0; q < 10; q++)
        {
            var query = IndexCase.RandomVector(random, 384);
            query[0] = 0;
            query = Unit(query);
            var best = vectors.Select((v, i) => (Id: (long)i, Score: Cosine(query, v))).OrderByDescending(s => s.Score).Take(20).Select(s => s.Id);
            var candidates = block.Candidates(query, 20, CancellationToken.None);
            Assert.Empty(best.Except(candidates));
            Assert.InRange(candidates.Count, 20, most);
        }
    }

    [Fact]
    public void Remove_MostVectors_LeavesTheOthers()
    {
        var random = new Random(13);
        var vectors = Enumerable.Range(0, 30_000).Select(_ => Unit(IndexCase.RandomVector(random, 8))).ToArray();
        using var block = new VectorBlock(8);
        block.Append([.. vectors.Select((v, i) => (2L * i, v))]);
        long[] gone = [.. Enumerable.Range(0, 30_000).Where(i => i % 10 != 3).Select(i => 2L * i)];
        block.Remove([.. gone[..9_000], 7, -1, 99_999]);
        Assert.Equal(21_000, block.Count);
        block.Remove(gone);
        Assert.Equal(3_000, block.Count);
        block.Append([(100_000, vectors[0])]);
        var left = block.Candidates(vectors[0], 5_000, CancellationToken.None);
        Assert.Equal([.. Enumerable.Range(0, 3_000).Select(i => 2L * ((10 * i) + 3)), 100_000L], left.Order());
    }

    [Fact]
    public void Dot_AnyCodes_EqualsTheSumOfProducts()
    {
        var random = new Random(17);
        foreach (var length in (int[])[0, 1, 31, 32, 33, 384, 1_000])
        {
            sbyte[] a = [.. Enumerable.Range(0, length).Select(_ => (sbyte)(random.Next(2) == 0 ? 127 : random.Next(-127, 128)))];
            sbyte[] b = [.. Enumerable.Range(0, length).Select(_ => (sbyte)(random.Next(2) == 0 ? -127 : random.Next(-127, 128)))];
            Assert.Equal(a.Zip(b).Sum(p => p.First * p.Second), Int8Vector.Dot(a, b));
        }
    }

    [Fact]
    public async Task LoadVectors_OfAFileThatWasClosed_FindsThem()
    {
        using (var index = SqlitePassageIndex.Open(_folder["i.db"], new("one", 2)))
        {
            await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], IndexCase.Vectors([[1, 0]]));
        }

        using var same = SqlitePassageIndex.Open(_folder["i.db"], new("one", 2));
        await same.LoadVectorsAsync();
        Assert.Single(await IndexCase.SearchAsync(same, [1, 0], 5));
    }

    [Fact]
    public async Task Search_WhileDocumentsChange_SeesWordsWholeAndNoVectorTwice()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"], new("s", 4));
        var random = new Random(1);
        await index.PutAsync(IndexCase.Entry("a"), [.. Enumerable.Repeat(IndexCase.Passage("Asthma."), 20)], IndexCase.Vectors(Enumerable.Range(0, 20).Select(_ => IndexCase.RandomVector(random, 4))));
        var changes = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await index.PutAsync(IndexCase.Entry("a"), [.. Enumerable.Repeat(IndexCase.Passage("Asthma."), 20)], IndexCase.Vectors(Enumerable.Range(0, 20).Select(_ => IndexCase.RandomVector(random, 4))));
            }
        });
        while (!changes.IsCompleted)
        {
            Assert.Equal(20, (await index.SearchWordsAsync(["asthma"], 100)).Count);
            Assert.InRange((await IndexCase.SearchAsync(index, [1, 0, 0, 0], 100)).Count, 0, 20);
        }

        await changes;
        Assert.Equal(20, (await IndexCase.SearchAsync(index, [1, 0, 0, 0], 100)).Count);
    }

    public void Dispose() => _folder.Dispose();

    protected override Task<IPassageIndex> OpenAsync(string name, VectorSpace? space) => Task.FromResult<IPassageIndex>(SqlitePassageIndex.Open(_folder[$"{name}.db"], space));

    private static float[] Unit(float[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(x => (double)x * x));
        return [.. vector.Select(x => (float)(x / norm))];
    }
}
