using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using MedQa.Library.Retrieval;
using MedQa.Trainer.Data;

namespace MedQa.Benchmarks;

/// <summary>
/// Retrieval on questions with answers: every answer is in the pool, a question's gold is the answer of its own line, and every 50th line
/// from the first on asks. An answer is split as a document is, without a title, and is as good as its best passage.
/// </summary>
internal static class RetrievalBenchmark
{
    private const int Every = 50;
    private const int Found = 100;

    private static readonly double[] Weights = [0.5, 1, 1.5, 2, 3, 4, 6, 10];

    /// <summary>Indexes the answers, asks the questions in each mode and prints a table.</summary>
    /// <param name="corpus">The questions with their answers.</param>
    /// <param name="encoderFolder">The encoder, or null for words alone.</param>
    /// <param name="indexFile">The index; answers that it holds are not indexed again.</param>
    /// <param name="limit">The most lines to read.</param>
    /// <param name="choose">Whether to ask, in place of those questions, others midway between them, with several weights of meaning against words.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task RunAsync(string corpus, string? encoderFolder, string indexFile, int limit, bool choose, CancellationToken cancellationToken)
    {
        var rows = Read(corpus).Take(limit).ToList();
        using var encoder = encoderFolder is null ? null : SentenceEncoder.Open(encoderFolder, cancellationToken: cancellationToken);
        using var index = SqlitePassageIndex.Open(indexFile, encoder?.Space);
        await IndexAsync(index, encoder, rows, cancellationToken);
        var retriever = new PassageRetriever(index, encoder);
        if (choose)
        {
            await ChooseAsync(retriever, rows, cancellationToken);
            return;
        }

        var asked = rows.Select((row, i) => (row.Question, Gold: Name(i))).Where((_, i) => i % Every == 0).ToList();
        var copies = rows.GroupBy(row => row.Answer, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        Console.WriteLine($"{asked.Count} questions, {rows.Count:N0} answers; the answers of {rows.Where((row, i) => i % Every == 0 && copies[row.Answer] > 1).Count()} stand at other questions too, where they count as wrong.");
        Console.WriteLine("\n| | Recall@1 | Recall@5 | nDCG@10 | median ms | p95 ms |\n|---|---|---|---|---|---|");
        foreach (var mode in encoder is null ? [RetrievalMode.Words] : (RetrievalMode[])[RetrievalMode.Words, RetrievalMode.Meaning, RetrievalMode.Both])
        {
            await retriever.SearchAsync(asked[0].Question, Found, mode, cancellationToken);
            var ranks = new List<int>();
            var times = new List<double>();
            foreach (var (question, gold) in asked)
            {
                var watch = Stopwatch.StartNew();
                var hits = await retriever.SearchAsync(question, Found, mode, cancellationToken);
                times.Add(watch.Elapsed.TotalMilliseconds);
                ranks.Add(hits.Select(h => h.Passage.DocumentName).Distinct(StringComparer.Ordinal).ToList().IndexOf(gold) + 1);
            }

            Console.WriteLine(Line(mode.ToString().ToLowerInvariant(), [.. Figures(ranks), Percentile.Of(times, 0.5), Percentile.Of(times, 0.95)]));
        }
    }

    /// <summary>What weights of the ranking by meaning give when it is merged with that by words, on questions that the table's are not among.</summary>
    private static async Task ChooseAsync(PassageRetriever retriever, List<(string Question, string Answer)> rows, CancellationToken cancellationToken)
    {
        var ranks = Weights.ToDictionary(weight => weight, _ => new List<int>());
        foreach (var i in Enumerable.Range(0, rows.Count).Where(i => i % Every == Every / 2))
        {
            var words = await retriever.SearchAsync(rows[i].Question, Found, RetrievalMode.Words, cancellationToken);
            var meaning = await retriever.SearchAsync(rows[i].Question, Found, RetrievalMode.Meaning, cancellationToken);
            var names = words.Concat(meaning).DistinctBy(hit => hit.Passage.Id).ToDictionary(hit => hit.Passage.Id, hit => hit.Passage.DocumentName);
            foreach (var weight in Weights)
            {
                var merged = ReciprocalRankFusion.Merge([(1, words.Select(hit => hit.Passage.Id)), (weight, meaning.Select(hit => hit.Passage.Id))]).Take(Found);
                ranks[weight].Add(merged.Select(m => names[m.Id]).Distinct(StringComparer.Ordinal).ToList().IndexOf(Name(i)) + 1);
            }
        }

        Console.WriteLine($"{ranks[1].Count} other questions, {rows.Count:N0} answers.\n\n| weight of meaning | Recall@1 | Recall@5 | nDCG@10 |\n|---|---|---|---|");
        foreach (var weight in Weights)
        {
            Console.WriteLine(Line(weight.ToString(CultureInfo.InvariantCulture), Figures(ranks[weight])));
        }
    }

    /// <summary>Recall@1, Recall@5 and nDCG@10 in percent; a rank is 0 where the gold was not found.</summary>
    private static double[] Figures(List<int> ranks) =>
    [
        100 * ranks.Average(r => r == 1 ? 1.0 : 0), 100 * ranks.Average(r => r is >= 1 and <= 5 ? 1.0 : 0),
        100 * ranks.Average(r => r is >= 1 and <= 10 ? 1 / Math.Log2(r + 1) : 0),
    ];

    private static string Line(string name, IEnumerable<double> figures) => $"| {name} | {string.Join(" | ", figures.Select(f => f.ToString("F1", CultureInfo.InvariantCulture)))} |";

    private static async Task IndexAsync(SqlitePassageIndex index, SentenceEncoder? encoder, List<(string Question, string Answer)> rows, CancellationToken cancellationToken)
    {
        var known = (await index.ListAsync(cancellationToken)).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        var splitter = new PassageSplitter();
        var watch = Stopwatch.StartNew();
        var (passages, encoding) = (0, TimeSpan.Zero);
        foreach (var (row, i) in rows.Select((row, i) => (row, i)).Where(r => !known.Contains(Name(r.i))))
        {
            var split = splitter.Split(new("", null, [new([], null, null, Normal(row.Answer))]), cancellationToken);
            var start = watch.Elapsed;
            var vectors = encoder is null ? null : (await encoder.GenerateAsync(split.Select(p => p.Text), null, cancellationToken)).Select(e => e.Vector).ToList();
            encoding += watch.Elapsed - start;
            await index.PutAsync(new(Name(i), "", null, 0, "", "", ""), split, vectors, cancellationToken);
            passages += split.Count;
            if (i % 1_000 == 0)
            {
                Console.Error.WriteLine($"{i:N0} answers, {passages:N0} passages, {watch.Elapsed:mm\\:ss}");
            }
        }

        Console.WriteLine($"{passages:N0} passages indexed in {watch.Elapsed.TotalSeconds:N0} s, of which {encoding.TotalSeconds:N0} s were encoding.");
    }

    private static string Name(int row) => row.ToString("D6", CultureInfo.InvariantCulture);

    private static string Normal(string answer) =>
        string.Join('\n', answer.Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(line => line.Length > 0));

    private static IEnumerable<(string Question, string Answer)> Read(string path)
    {
        using var reader = new StreamReader(CompressedFile.OpenRead(path));
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            yield return (json.RootElement.GetProperty("question").GetString()!, json.RootElement.GetProperty("answer").GetString()!);
        }
    }
}
