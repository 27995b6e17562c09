using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Tests.Indexing;

/// <summary>What every index does with vectors.</summary>
public abstract class PassageVectorTests
{
    private const int Dimension = 100;

    /// <summary>Opens the index of a name, and makes it where there is none.</summary>
    protected abstract Task<IPassageIndex> OpenAsync(string name, VectorSpace? space);

    [SkippableFact]
    public async Task Put_SameName_ReplacesVectors()
    {
        using var index = await OpenAsync("i", new("s", 2));
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], IndexCase.Vectors([[1, 0]]));
        var old = (await index.GetDocumentAsync("a"))[0].Id;
        Assert.Single(await IndexCase.SearchAsync(index, [1, 0], 5));
        await index.PutAsync(IndexCase.Entry("a", hash: "h2"), [IndexCase.Passage("New angina.")], IndexCase.Vectors([[0, 1]]));

        Assert.Equal("h2", Assert.Single(await index.ListAsync()).Hash);
        Assert.Empty(await index.SearchWordsAsync(["asthma"], 5));
        var hit = Assert.Single(await index.SearchWordsAsync(["angina"], 5));
        Assert.NotEqual(old, hit.Id);
        Assert.Equal(hit.Id, Assert.Single(await IndexCase.SearchAsync(index, [1, 0], 5)).Id);
        Assert.Empty(await index.GetAsync([old]));

        Assert.True(await index.RemoveAsync("a"));
        Assert.False(await index.RemoveAsync("a"));
        Assert.Empty(await IndexCase.SearchAsync(index, [1, 0], 5));
        Assert.Empty(await index.SearchWordsAsync(["angina"], 5));
    }

    [SkippableFact]
    public async Task Put_ThatFails_ChangesNothing()
    {
        using var index = await OpenAsync("i", new("s", 2));
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], IndexCase.Vectors([[1, 0]]));
        await Assert.ThrowsAsync<ArgumentException>(() => index.PutAsync(IndexCase.Entry("a", hash: "h2"), [IndexCase.Passage("New.")], IndexCase.Vectors([[0, 0]])));

        Assert.Equal("h", Assert.Single(await index.ListAsync()).Hash);
        Assert.Single(await index.SearchWordsAsync(["asthma"], 5));
        Assert.Single(await IndexCase.SearchAsync(index, [1, 0], 5));
    }

    [SkippableFact]
    public async Task Put_VectorsThatDoNotFit_SaysWhat()
    {
        using var index = await OpenAsync("i", new("s", 2));
        await Fails("1 vectors for 2 passages", index, [IndexCase.Passage("A."), IndexCase.Passage("B.")], [[1, 0]]);
        await Fails("has 3 numbers, the index's vectors have 2", index, [IndexCase.Passage("A.")], [[1, 0, 0]]);
        await Fails("length is NaN", index, [IndexCase.Passage("A.")], [[1, float.NaN]]);

        static async Task Fails(string message, IPassageIndex index, Passage[] passages, float[][] vectors) => Assert.Contains(
            message, (await Assert.ThrowsAsync<ArgumentException>(() => index.PutAsync(IndexCase.Entry("a"), passages, IndexCase.Vectors(vectors)))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Open_Again_FindsOnlyItsSpacesVectors()
    {
        using (var index = await OpenAsync("i", new("one", 2)))
        {
            await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], IndexCase.Vectors([[1, 0]]));
            await index.PutAsync(IndexCase.Entry("b"), [IndexCase.Passage("Gone.")], IndexCase.Vectors([[1, 0]]));
        }

        using (var other = await OpenAsync("i", new("two", 3)))
        {
            Assert.Empty(await IndexCase.SearchAsync(other, [1, 0, 0], 5));
            await other.PutAsync(IndexCase.Entry("c"), [IndexCase.Passage("Three.")], IndexCase.Vectors([[1, 0, 0]]));
            Assert.Single(await IndexCase.SearchAsync(other, [1, 0, 0], 5));
        }

        using (var words = await OpenAsync("i", null))
        {
            Assert.True(await words.RemoveAsync("b"));
        }

        using var same = await OpenAsync("i", new("one", 2));
        Assert.Equal((await same.GetDocumentAsync("a"))[0].Id, Assert.Single(await IndexCase.SearchAsync(same, [1, 0], 5)).Id);
    }

    /// <summary>Against cosines in double over all vectors; a dimension that is no multiple of a register, near ties.</summary>
    [SkippableTheory]
    [InlineData(2_000)]
    public async Task Search_AnyQuery_EqualsBruteForceInDouble(int count)
    {
        var random = new Random(7);
        var middle = IndexCase.RandomVector(random, Dimension);
        float[][] vectors = [.. Enumerable.Range(0, count).Select(i =>
            i % 3 > 0 ? IndexCase.RandomVector(random, Dimension) : [.. IndexCase.RandomVector(random, Dimension).Select((x, n) => (5 * middle[n]) + x)])];
        using var index = await OpenAsync("i", new("s", Dimension));
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

    [SkippableFact]
    public async Task Search_Options_SkipThresholdAndVectors()
    {
        using var index = await OpenAsync("i", new("s", 2));
        await index.PutAsync(IndexCase.Entry("a"), [.. Enumerable.Repeat(IndexCase.Passage("x"), 3)], IndexCase.Vectors([[2, 0], [1, 1], [0, 1]]));
        var search = index.Vectors!;
        var options = new VectorSearchOptions<PassageVector> { Skip = 1, ScoreThreshold = 0.5, IncludeVectors = true };
        var hit = Assert.Single(await search.SearchAsync(new ReadOnlyMemory<float>([3, 0]), 3, options).ToListAsync());
        Assert.Equal(2, hit.Record.Id);
        Assert.Equal(0.70710678, hit.Score!.Value, 1e-3);
        Assert.Equal(0.70710678f, hit.Record.Vector.Span[0], 1e-3f);
    }

    /// <summary>A query that the index cannot answer is refused before anything is searched, and says what would fit.</summary>
    [SkippableFact]
    public async Task Search_QueryThatDoesNotFit_SaysWhat()
    {
        using var index = await OpenAsync("i", new("s", 2));
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("x")], IndexCase.Vectors([[1, 0]]));
        await Refused<ArgumentException, float[]>([1, 0, 0], "The query has 3 numbers, the index's vectors 2.");
        await Refused<ArgumentException, float[]>([1], "The query has 1 numbers, the index's vectors 2.");
        await Refused<ArgumentException, ReadOnlyMemory<float>>(default, "The query has 0 numbers, the index's vectors 2.");
        await Refused<ArgumentException, float[]>([0, 0], "length is 0");
        await Refused<ArgumentException, float[]>([float.NaN, 0], "length is NaN");
        await Refused<ArgumentException, float[]>([float.PositiveInfinity, 0], "length is ");
        await Refused<NotSupportedException, string>("asthma", "A query is a vector of floats, not a String; encode a text first.");
        await Refused<NotSupportedException, double[]>([1, 0], "not a Double[]");
        await Refused<NotSupportedException, int[]>([1, 0], "not a Int32[]");
        await Refused<NotSupportedException, ReadOnlyMemory<double>>(new double[] { 1, 0 }, "not a ReadOnlyMemory`1");
        await Refused<NotSupportedException, float[]>([1, 0], "cannot be filtered", new() { Filter = passage => passage.Id > 1 });
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await index.Vectors!.SearchAsync(new float[] { 1, 0 }, 0).ToListAsync());
        Assert.Single(await IndexCase.SearchAsync(index, [1, 0], 5));

        async Task Refused<TException, TInput>(TInput query, string message, VectorSearchOptions<PassageVector>? options = null)
            where TException : Exception
            where TInput : notnull
        {
            var refused = await Assert.ThrowsAsync<TException>(async () => await index.Vectors!.SearchAsync(query, 3, options).ToListAsync());
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }
    }

    protected static double Cosine(float[] a, float[] b)
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
