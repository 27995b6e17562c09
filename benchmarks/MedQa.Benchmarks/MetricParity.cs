using System.Globalization;
using System.Text;
using System.Text.Json;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Training;

namespace MedQa.Benchmarks;

/// <summary>
/// How far ROUGE and BERTScore are from the figures of rouge_score and bert_score, as a Markdown table: one line a measure, over the
/// precision, recall and F of every pair.
/// </summary>
internal static class MetricParity
{
    private const string Header = "| measure | pairs | largest difference | mean difference |\n|---|---|---|---|\n";

    /// <summary>Compares with <c>rouge.json</c> and <c>bertscore.json</c>.</summary>
    /// <param name="goldens">The folder of the two files, and of the encoders that they name as goldens.</param>
    /// <param name="models">The folder of the encoders that they name as models.</param>
    /// <param name="cancellationToken">Looked at between the lines, and while texts are encoded.</param>
    public static string Run(string goldens, string models, CancellationToken cancellationToken)
    {
        var table = new StringBuilder(Header);
        AddRouge(table, Path.Combine(goldens, "rouge.json"), cancellationToken);
        AddBertScore(table, goldens, models, cancellationToken);
        return table.ToString();
    }

    private static void AddRouge(StringBuilder table, string path, CancellationToken cancellationToken)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement[] cases = [.. file.RootElement.GetProperty("cases").EnumerateArray()];
        foreach (var (kind, stem) in (ReadOnlySpan<(string, bool)>)[("plain", false), ("stemmed", true)])
        {
            cancellationToken.ThrowIfCancellationRequested();
            RougeScores[] scores = [.. cases.Select(c => Rouge.Score(Text(c, "candidate"), Text(c, "reference"), stem))];
            (string Name, Func<RougeScores, RougeScore> Of)[] measures =
                [("rouge1", s => s.Rouge1), ("rouge2", s => s.Rouge2), ("rougeL", s => s.RougeL), ("rougeLsum", s => s.RougeLsum)];
            foreach (var (name, of) in measures)
            {
                AddLine(table, $"{name}{(stem ? ", stemmed" : "")}", cases.Select((c, i) =>
                    Differences(c.GetProperty(kind).GetProperty(name), of(scores[i]).Precision, of(scores[i]).Recall, of(scores[i]).FMeasure)));
            }
        }
    }

    private static void AddBertScore(StringBuilder table, string goldens, string models, CancellationToken cancellationToken)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(goldens, "bertscore.json")));
        JsonElement[] pairs = [.. file.RootElement.GetProperty("pairs").EnumerateArray()];
        foreach (var run in file.RootElement.GetProperty("runs").EnumerateArray())
        {
            var encoder = Text(run, "encoder");
            var idf = run.GetProperty("idf").GetBoolean();
            var parent = encoder.StartsWith("goldens/", StringComparison.Ordinal) ? goldens : models;
            using var scorer = BertScorer.Open(
                Path.Combine(parent, encoder[(encoder.IndexOf('/', StringComparison.Ordinal) + 1)..]), run.GetProperty("layer").GetInt32(), DeviceChoice.Of("cpu"), cancellationToken);
            var scores = scorer.Score(
                [.. pairs.Select(p => Text(p, "candidate"))], [.. pairs.Select(p => Text(p, "reference"))], idf, cancellationToken: cancellationToken);
            AddLine(table, scorer.HashLine(idf), run.GetProperty("scores").EnumerateArray().Select((expected, i) =>
                Differences(expected, scores[i].Precision, scores[i].Recall, scores[i].F1)));
        }
    }

    private static void AddLine(StringBuilder table, string name, IEnumerable<double[]> differences)
    {
        double[][] pairs = [.. differences];
        double[] all = [.. pairs.SelectMany(d => d)];
        table.Append(CultureInfo.InvariantCulture, $"| {name} | {pairs.Length} | {all.Max():0.0e+0} | {all.Average():0.0e+0} |\n");
    }

    private static double[] Differences(JsonElement expected, params double[] actual) =>
        [.. actual.Select((value, i) => Math.Abs(value - expected[i].GetDouble()))];

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;
}
