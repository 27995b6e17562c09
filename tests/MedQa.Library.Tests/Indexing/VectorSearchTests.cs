using MedQa.Library.Indexing;
using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Tests.Indexing;

public sealed class VectorSearchTests : IDisposable
{
    private const int Dimension = 100;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Against cosines in double over all vectors; more than one chunk, a dimension that is no multiple of a register, near ties.</summary>
    [Fact]
    public async Task Search_AnyQuery_EqualsBruteForceInDouble()
    {
        var random = new Random(7);
        var middle = IndexCase.RandomVector(random, Dimension);
        float[][] vectors = [.. Enumerable.Range(0, 12_000).Select(i =>
            i % 3 > 0 ? IndexCase.RandomVector(random, Dimension) : [.. IndexCase.RandomVector(random, Dimension).Select((x, n) => (5 * middle[n]) + x)])];
        using var index = SqlitePassageIndex.Open(_folder["i.db"], new("s", Dimension));
        foreach (var (batch, i) in vectors.Chunk(1_000).Select((batch, i) => (batch, i)))
        {
            await index.PutAsync(IndexCase.Entry($"{i:D2}"), [.. batch.Select(_ => IndexCase.Passage("x"))], IndexCase.Vectors(batch));
        }

        foreach (var query in (float[][])[middle, .. Enumerable.Range(0, 20).Select(_ => IndexCase.RandomVector(random, Dimension))])
        {
            var expected = vectors.Select((v, i) => (Id: (long)(i + 1), Score: Cosine(query, v))).OrderByDescending(s => s.Score).Take(50).ToList();
            var actual = await IndexCase.SearchAsync(index, query, 50);

            // Halves move a cosine by less than 2e-4 here, so that neighbours closer than that may change places.
            Assert.Equal(50, actual.Count);
            Assert.All(actual, hit => Assert.Equal(Cosine(query, vectors[hit.Id - 1]), hit.Score, 2e-4));
            Assert.All(expected.Where(e => e.Score > expected[^1].Score + 4e-4), e => Assert.Contains(e.Id, actual.Select(a => a.Id)));
            Assert.Equal(actual.OrderByDescending(a => a.Score).ThenBy(a => a.Id), actual);
        }
    }

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
    public async Task Search_Options_SkipThresholdAndVectors()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"], new("s", 2));
        await index.PutAsync(IndexCase.Entry("a"), [.. Enumerable.Repeat(IndexCase.Passage("x"), 3)], IndexCase.Vectors([[2, 0], [1, 1], [0, 1]]));
        var search = index.Vectors!;
        var options = new VectorSearchOptions<PassageVector> { Skip = 1, ScoreThreshold = 0.5, IncludeVectors = true };
        var hit = Assert.Single(await search.SearchAsync(new ReadOnlyMemory<float>([3, 0]), 3, options).ToListAsync());
        Assert.Equal(2, hit.Record.Id);
        Assert.Equal(0.70710678, hit.Score!.Value, 1e-3);
        Assert.Equal(0.70710678f, hit.Record.Vector.Span[0], 1e-3f);

        await Assert.ThrowsAsync<NotSupportedException>(async () => await search.SearchAsync("text", 3).ToListAsync());
        await Assert.ThrowsAsync<NotSupportedException>(async () => await search.SearchAsync(new float[2], 3, new() { Filter = p => p.Id > 1 }).ToListAsync());
        Assert.Contains("3 numbers, the index's vectors 2", (await Assert.ThrowsAsync<ArgumentException>(async () => await search.SearchAsync(new float[3], 3).ToListAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("length is 0", (await Assert.ThrowsAsync<ArgumentException>(async () => await search.SearchAsync(new float[2], 3).ToListAsync())).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Unit(float[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(x => (double)x * x));
        return [.. vector.Select(x => (float)(x / norm))];
    }

    private static double Cosine(float[] a, float[] b)
    {
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            ab += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }

        return ab / Math.Sqrt(aa * bb);
    }
}
