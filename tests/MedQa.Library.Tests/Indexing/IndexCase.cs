using MedQa.Library.Indexing;
using MedQa.Library.Passages;

namespace MedQa.Library.Tests.Indexing;

/// <summary>Documents and passages for tests of an index.</summary>
internal static class IndexCase
{
    public static DocumentEntry Entry(string name, string title = "", string hash = "h", string recipe = "r") => new(name, title, null, 1, "v", hash, recipe);

    public static Passage Passage(string text, params string[] headings) => new(headings, null, null, text, SentenceSplitter.Split(text));

    public static IReadOnlyList<ReadOnlyMemory<float>> Vectors(IEnumerable<float[]> vectors) => [.. vectors.Select(v => new ReadOnlyMemory<float>(v))];

    public static async Task<List<(long Id, double Score)>> SearchAsync(IPassageIndex index, float[] query, int count)
    {
        var hits = new List<(long, double)>();
        await foreach (var hit in index.Vectors!.SearchAsync(query, count))
        {
            hits.Add((hit.Record.Id, hit.Score!.Value));
        }

        return hits;
    }

    /// <summary>Numbers of a normal distribution (Box and Muller).</summary>
    public static float[] RandomVector(Random random, int dimension) =>
        [.. Enumerable.Range(0, dimension).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
