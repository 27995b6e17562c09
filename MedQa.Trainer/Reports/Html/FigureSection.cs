using System.Globalization;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports.Html;

/// <summary>The plots. Each one's numbers stand in a table, a caption or its spoken label too.</summary>
internal static class FigureSection
{
    private const int LengthBins = 12;

    public static SafeHtml Of(EvaluationReport report) => SafeHtml.Of($"""
        <section id="figures" aria-labelledby="figures-heading">
        <h2 id="figures-heading">Figures</h2>
        <p class="legend"><span class="key baseline" aria-hidden="true"></span> baseline (circles){Tuned(report)}</p>
        <div class="charts">
        {SafeHtml.Join(Figures(report).Select(f => SafeHtml.Of($"<figure class=\"card\">{f.Chart}<figcaption>{f.Caption}</figcaption></figure>\n")))}
        </div>
        </section>
        """);

    private static SafeHtml Tuned(EvaluationReport report) =>
        report.FineTuned is null ? SafeHtml.Empty : SafeHtml.Of($" <span class=\"key tuned\" aria-hidden=\"true\"></span> fine-tuned (squares)");

    private static IEnumerable<(SafeHtml Chart, string Caption)> Figures(EvaluationReport report)
    {
        yield return (IntervalChart.Of("Accuracy, percent", ByMethod(report, d => d.Result.Accuracy)), "Accuracy by each way to decide, with 95% intervals.");
        yield return (IntervalChart.Of("Macro-F1, percent", ByMethod(report, d => d.Result.MacroF1)), "Macro-F1 by each way to decide, with 95% intervals.");
        if (report.Baseline.Answers is { } before)
        {
            yield return (IntervalChart.Of("Long answers, percent", Texts(before, report.FineTuned?.Answers)), "Long answers against the authors’, before and after, with 95% intervals.");
            yield return (Lengths(report), "Words of the long answers and of the authors’ (dotted): how many rows have so many.");
        }

        foreach (var table in report.Groups.Where(t => t.Scores.Groups.Count > 1 && t.Scores.Groups.All(g => IsYear(g.Group))))
        {
            yield return (ByYear(table), $"Accuracy by {table.Name.ToLowerInvariant()}; years with fewer than {table.Scores.FewestRows} rows are left out.");
        }

        if (report.Folds.Count > 0)
        {
            yield return (Folds(report.Folds), $"Each fold’s accuracy (line) and macro-F1 (dashed). Mean accuracy {ReportNumbers.Percent(report.Folds.Average(f => f.Accuracy))}%, mean macro-F1 {ReportNumbers.Percent(report.Folds.Average(f => f.MacroF1))}%.");
        }

        foreach (var method in report.Settings.Methods)
        {
            foreach (var (model, name, series) in Models(report))
            {
                if (model.By(method).Calibration is { } calibration)
                {
                    yield return (
                        ReliabilityDiagram.Of($"{name}, {MethodNames.Of(method)}", series, calibration),
                        $"{name}, {MethodNames.Of(method)}: accuracy by confidence. Expected calibration error {ReportNumbers.Percent(calibration.ExpectedCalibrationError)}%; on the diagonal it would be 0.");
                }
            }
        }
    }

    private static IEnumerable<(ModelResult Model, string Name, string Series)> Models(EvaluationReport report)
    {
        yield return (report.Baseline, "Baseline", "baseline");
        if (report.FineTuned is { } tuned)
        {
            yield return (tuned, "Fine-tuned", "tuned");
        }
    }

    private static List<IntervalPair> ByMethod(EvaluationReport report, Func<MethodResult, Interval> figure) =>
        [.. report.Settings.Methods.Select(m => new IntervalPair(
            MethodNames.Of(m), figure(report.Baseline.By(m)), report.FineTuned is { } tuned ? figure(tuned.By(m)) : null))];

    private static List<IntervalPair> Texts(AnswerResult before, AnswerResult? after)
    {
        var pairs = new List<IntervalPair>
        {
            new("ROUGE-1", before.Rouge1, after?.Rouge1),
            new("ROUGE-2", before.Rouge2, after?.Rouge2),
            new("ROUGE-L", before.RougeL, after?.RougeL),
            new("ROUGE-Lsum", before.RougeLsum, after?.RougeLsum),
        };
        if (before.BertScore is { } bertScore)
        {
            pairs.Add(new("BERTScore F1", bertScore, after?.BertScore));
        }

        return pairs;
    }

    private static SafeHtml Lengths(EvaluationReport report)
    {
        var written = report.Rows.Select(r => r.Reference.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length).ToList();
        var before = report.Rows.Select(r => r.Baseline.Text?.Words).OfType<int>().ToList();
        var after = report.Rows.Select(r => r.FineTuned?.Text?.Words).OfType<int>().ToList();
        var longest = written.Concat(before).Concat(after).DefaultIfEmpty().Max();
        var width = Math.Max(1, (int)(Math.Ceiling((longest + 1) / (double)LengthBins / 5) * 5));
        var labels = Enumerable.Range(0, (longest / width) + 1).Select(i => (i * width).ToString(CultureInfo.InvariantCulture)).ToList();
        var series = new List<LineSeries> { new("the authors’", "reference", Counts(written)), new("baseline", "baseline", Counts(before)) };
        if (after.Count > 0)
        {
            series.Add(new("fine-tuned", "tuned", Counts(after)));
        }

        return LineChart.Of($"Rows by words of the long answer, in steps of {width}", labels, series, percent: false);

        double?[] Counts(List<int> words) => [.. Enumerable.Range(0, labels.Count).Select(i => (double?)words.Count(w => w / width == i))];
    }

    private static bool IsYear(string group) =>
        group == GroupScores.Unknown || int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static SafeHtml ByYear(GroupTable table)
    {
        var series = new List<LineSeries> { new("baseline", "baseline", [.. table.Scores.Groups.Select(g => (double?)g.Baseline.Accuracy)]) };
        if (table.Scores.Groups.Any(g => g.FineTuned is not null))
        {
            series.Add(new("fine-tuned", "tuned", [.. table.Scores.Groups.Select(g => g.FineTuned?.Accuracy)]));
        }

        return LineChart.Of($"Accuracy by {table.Name.ToLowerInvariant()}, percent", [.. table.Scores.Groups.Select(g => g.Group)], series, percent: true);
    }

    private static SafeHtml Folds(IReadOnlyList<FoldResult> folds) => LineChart.Of(
        "Folds, percent",
        [.. folds.Select(f => f.Number.ToString(CultureInfo.InvariantCulture))],
        [new("accuracy", "tuned", [.. folds.Select(f => (double?)f.Accuracy)]), new("macro-F1", "tuned second", [.. folds.Select(f => (double?)f.MacroF1)])],
        percent: true);
}
