using System.Globalization;
using System.Text;
using System.Text.Json;
using MedQa.Library.Grounding;
using MedQa.Trainer.Reports;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Grounded;

/// <summary>Writes what an evaluation of answers from a library found.</summary>
internal static class GroundedReportWriter
{
    /// <summary>The report as JSON.</summary>
    public const string Json = "grounded.json";

    /// <summary>The report as Markdown.</summary>
    public const string Markdown = "grounded.md";

    /// <summary>Every question with its passages and its answer, as JSON lines: what <c>support_rule.py</c> reads.</summary>
    public const string Answers = "answers.jsonl";

    /// <summary>Writes the files, in place of what an earlier evaluation left.</summary>
    public static async Task WriteAsync(GroundedReport report, IReadOnlyList<GroundedPrediction> predictions, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, Json), JsonSerializer.Serialize(report, ReportJson.Options) + "\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, Markdown), ToMarkdown(report), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, Answers), ToLines(predictions), cancellationToken);
    }

    /// <summary>The predictions as JSON lines.</summary>
    public static string ToLines(IReadOnlyList<GroundedPrediction> predictions) =>
        string.Concat(predictions.Select(p => JsonSerializer.Serialize(p, ReportJson.Lines) + "\n"));

    /// <summary>Reads what <see cref="ToLines"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A line is no prediction; names the file and the line, never its text.</exception>
    public static async Task<IReadOnlyList<GroundedPrediction>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var predictions = new List<GroundedPrediction>();
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            try
            {
                predictions.Add(JsonSerializer.Deserialize<GroundedPrediction>(line, ReportJson.Lines) ?? throw new JsonException());
            }
            catch (JsonException e)
            {
                throw new InvalidDataException(FormattableString.Invariant($"{path}, line {number}: no answer as evaluate --grounded writes them ({e.Path})."));
            }
        }

        return predictions;
    }

    /// <summary>The figures as rows of a table: what, how many, the share.</summary>
    public static IEnumerable<(string Title, string Count, string Share)> Rows(GroundedReport report) =>
        report.Figures.Select(f => (f.Title, FormattableString.Invariant($"{f.Hits} of {f.Count}"), Percent(f.Share)));

    /// <summary>The times in words.</summary>
    public static IEnumerable<(string Name, string Value)> Times(GroundedTiming timing)
    {
        yield return ("Retrieval, median and 95th percentile", $"{Number(timing.RetrievalMedian)} ms, {Number(timing.RetrievalP95)} ms");
        if (timing is { FirstTokenMedian: { } median, FirstTokenP95: { } p95, PromptTokensMean: { } prompt })
        {
            yield return ("First token after retrieval, median and 95th percentile", $"{Number(median)} ms, {Number(p95)} ms");
            yield return ("Tokens of a prompt, mean", Number(prompt));
        }

        if (timing.TokensPerSecond is { } speed)
        {
            yield return ("Tokens a second after the first", Number(speed));
        }
    }

    /// <summary>The report as Markdown.</summary>
    public static string ToMarkdown(GroundedReport report)
    {
        var text = new StringBuilder();
        Line(MarkdownCell.Of($"# {Name(report)}: answers from {report.Library.Name}"));
        Line("");
        Table(["What", "Count", "Percent [95% interval]"], Rows(report).Select(r => (string[])[r.Title, r.Count, r.Share]));
        Line("");
        Line("Intervals are bootstrapped over questions. A sentence counts as supported here where the product ties it to a passage;");
        Line("`benchmarks/grounding/support_rule.py` judges the same answers by a rule of its own.");
        Line("");
        var outcomes = Enum.GetValues<GroundedOutcome>();
        Table(
            ["Group", "Questions", .. outcomes.Select(Words)],
            report.Groups.Select(g => (string[])[$"{(g.Answerable ? "answerable" : "unanswerable")}, {g.Name}", Whole(g.Count), .. outcomes.Select(o => Whole(g.Outcomes[o]))]));
        Line("");
        Table(["How", "Value"], Facts(report).Concat(report.Timing is { } timing ? Times(timing) : []).Select(f => (string[])[f.Name, f.Value]));
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void Table(string[] head, IEnumerable<string[]> rows)
        {
            Line($"| {string.Join(" | ", head)} |");
            Line($"|{string.Concat(head.Select(_ => "---|"))}");
            foreach (var row in rows)
            {
                Line($"| {string.Join(" | ", row.Select(MarkdownCell.Of))} |");
            }
        }
    }

    /// <summary>Who answered.</summary>
    public static string Name(GroundedReport report) => report.Adapter is { } adapter ? $"{report.Model.Name} with {adapter.Name}" : report.Model.Name;

    private static IEnumerable<(string Name, string Value)> Facts(GroundedReport report)
    {
        var grounding = report.Settings.Grounding;
        return
        [
            ("MedQA", report.CodeVersion),
            ("Model", $"{report.Model.Name} {report.Model.Sha256}"),
            ("Adapter", report.Adapter is { } adapter ? $"{adapter.Name} {adapter.Sha256}" : "none"),
            ("Computed on", report.Compute),
            ("Library", FormattableString.Invariant($"{report.Library.Name}, {report.Documents} documents, {report.Library.Sha256}")),
            ("Questions", $"{report.Questions.Name} {report.Questions.Sha256}"),
            ("Search", report.Encoder is { } encoder ? $"words and meaning ({encoder})" : "words"),
            ("Grounding", report.Settings.Mode.ToString().ToLowerInvariant()),
            ("Relevance", $"weights {report.RelevanceHash[..12]}, threshold {grounding.RelevanceThreshold?.ToString("0.###", CultureInfo.InvariantCulture) ?? "theirs"}"),
            ("Prompt", FormattableString.Invariant($"at most {grounding.ContextWords} words of {grounding.MostPassages} passages{(grounding.BestSentenceBias > 0 && report.Settings.Mode == GroundingMode.Required ? $", best sentence favoured by {grounding.BestSentenceBias:0.###}" : "")}")),
            ("Answer", FormattableString.Invariant($"greedy, at most {report.Settings.MaxTokens} tokens")),
        ];
    }

    private static string Words(GroundedOutcome outcome) => outcome switch
    {
        GroundedOutcome.Answered => "answered",
        GroundedOutcome.AnsweredAlone => "answered alone",
        GroundedOutcome.DeclinedByRelevance => "nothing relevant",
        GroundedOutcome.DeclinedByReader => "declined by the model",
        _ => "nothing supported",
    };

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
