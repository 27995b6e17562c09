using System.Diagnostics;
using System.Globalization;
using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using MedQa.Library.Retrieval;

namespace MedQa.Benchmarks;

/// <summary>How long an index of many synthetic passages takes to make and to search, and what it needs.</summary>
internal static class LibraryScaleBenchmark
{
    private const int Dimension = 384;
    private const int DocumentPassages = 100;

    /// <summary>Makes an index, searches it and prints a table. An index that an earlier run left is searched alone.</summary>
    public static async Task RunAsync(int passages, int queries, string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, $"scale-{passages}.db");
        using var library = new SyntheticLibrary(Dimension);
        var space = new VectorSpace("synthetic", Dimension);
        var indexing = TimeSpan.Zero;
        if (!File.Exists(file))
        {
            using var index = SqlitePassageIndex.Open(file, space);
            for (var done = 0; done < passages; done += DocumentPassages)
            {
                Passage[] document = [.. Enumerable.Range(0, Math.Min(DocumentPassages, passages - done)).Select(_ => library.Passage())];
                ReadOnlyMemory<float>[] vectors = [.. document.Select(_ => (ReadOnlyMemory<float>)library.Vector())];
                var watch = Stopwatch.StartNew();
                await index.PutAsync(new($"{done:D9}", "", null, 0, "", "", ""), document, vectors, cancellationToken);
                indexing += watch.Elapsed;
                if (done % 50_000 == 0)
                {
                    Console.Error.WriteLine($"{done:N0} passages, {indexing:mm\\:ss}");
                }
            }
        }

        var before = AnonymousMemory();
        using var opened = SqlitePassageIndex.Open(file, space);
        var load = Stopwatch.StartNew();
        await opened.LoadVectorsAsync(cancellationToken);
        load.Stop();
        GC.Collect();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {passages:N0} passages of {SyntheticLibrary.PassageWords} words ({SyntheticLibrary.Vocabulary:N0} different ones by Zipf's law), vectors of {Dimension} numbers, {DocumentPassages} passages a document.

            | | |
            |---|---|
            | indexing, without making the vectors | {(indexing == TimeSpan.Zero ? "done by an earlier run" : $"{indexing.TotalSeconds:F1} s, {passages / indexing.TotalSeconds:N0} passages/s")} |
            | file | {new FileInfo(file).Length / 1048576.0:N0} MiB |
            | reading the vectors into memory | {load.Elapsed.TotalSeconds:F2} s |
            | memory they take | {(AnonymousMemory() - before) / 1048576.0:N0} MiB |
            """));
        var retriever = new PassageRetriever(opened, library);
        foreach (var mode in (RetrievalMode[])[RetrievalMode.Words, RetrievalMode.Meaning, RetrievalMode.Both])
        {
            var times = new List<double>();
            for (var query = 0; query < queries + 5; query++)
            {
                var question = library.Question();
                var watch = Stopwatch.StartNew();
                await retriever.SearchAsync(question, 10, mode, cancellationToken);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            var measured = times.Skip(5).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| a query by {mode.ToString().ToLowerInvariant()} | median {Percentile.Of(measured, 0.5):F1} ms, p95 {Percentile.Of(measured, 0.95):F1} ms |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| memory of the process after it | {AnonymousMemory() / 1048576.0:N0} MiB |"));
    }

    /// <summary>Bytes of this process that no file backs: SQLite maps the index's file, and those pages are the system's cache.</summary>
    private static long AnonymousMemory()
    {
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
