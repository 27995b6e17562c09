using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Tests.Reports;

public sealed class ReportWriterTests
{
    [Theory]
    [InlineData("# Evaluation of medqa-mini")]
    [InlineData("# Evaluation of medqa-mini with walks", "walks")]
    [InlineData("# Evaluation of medqa-mini with walks + runs", "walks", "runs")]
    public void ToMarkdown_Adapters_AreAllNamedInTheTitle(string expected, params string[] adapters)
    {
        NamedHash[] named = [.. adapters.Select(a => new NamedHash(a, "ff"))];

        var text = ReportWriter.ToMarkdown(SampleReport.Create(tuned: named.Length > 0) with { Adapter = named.FirstOrDefault(), FurtherAdapters = [.. named.Skip(1)] });

        Assert.Equal(expected, text[..text.IndexOf('\n', StringComparison.Ordinal)]);
    }

    [Fact]
    public void ToMarkdown_AnswersWithoutADecision_AreCountedInTheConfusionMatrix()
    {
        var report = SampleReport.Create();
        report = report with
        {
            Settings = report.Settings with { Leading = DecisionMethod.Generated, Format = report.Settings.Format with { Labels = ["ye|s", "no", "maybe"] } },
        };

        var lines = ReportWriter.ToMarkdown(report).Split('\n');

        foreach (var (name, predictions) in new[] { ("Baseline", report.Rows.Select(r => r.Baseline)), ("Fine-tuned", report.Rows.Select(r => r.FineTuned!)) })
        {
            var table = lines.SkipWhile(l => l != $"## {name}: decisions, {MethodNames.Of(DecisionMethod.Generated)}").Skip(2).TakeWhile(l => l.Length > 0).ToList();
            Assert.Equal("| True | ye\\|s | no | maybe | none | Precision | Recall | F1 |", table[0]);
            Assert.StartsWith("| ye\\|s | ", table[2], StringComparison.Ordinal);
            var cells = table.Skip(1).Select(l => l.Replace("\\|", "", StringComparison.Ordinal).Split('|')).ToList();
            Assert.All(cells, c => Assert.Equal(8 + 2, c.Length));
            var undecided = predictions.Count(p => p.Decisions[DecisionMethod.Generated] is null);
            Assert.True(undecided > 0);
            Assert.Equal(undecided, cells.Skip(1).Sum(c => int.Parse(c[5], System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(40, cells.Skip(1).Sum(c => c[2..6].Sum(v => int.Parse(v, System.Globalization.CultureInfo.InvariantCulture))));
        }
    }
}
