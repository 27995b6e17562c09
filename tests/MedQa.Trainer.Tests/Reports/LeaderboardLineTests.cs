using System.Text.Json;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Tests.Reports;

public sealed class LeaderboardLineTests
{
    [Fact]
    public void Of_FineTuned_IsOneRowOfItsFigures()
    {
        var report = SampleReport.Create();
        var tuned = report.FineTuned!;
        report = report with
        {
            FineTuned = tuned with
            {
                Decisions = [tuned.Decisions[0] with { Result = tuned.Decisions[0].Result with { Accuracy = new(0.625, 0.5, 0.75), MacroF1 = new(0.5, 0.4, 0.6) } }, .. tuned.Decisions.Skip(1)],
                Answers = tuned.Answers! with { RougeL = new(0.25, 0.2, 0.3), BertScore = null },
            },
            FurtherAdapters = [new("wa|ks-2", new string('f', 64))],
        };

        var line = LeaderboardLine.Of(report).ToMarkdown();

        Assert.Equal(
            "| medqa-mini | walks + wa\\|ks-2 | made-up rows | reasoning-required | 0 | scored | 40 | 62.5 [50.0, 75.0] | 50.0 [40.0, 60.0] | 25.0 [20.0, 30.0] | – | " +
            "cccccccccccc | aaaaaaaaaaaa | bbbbbbbbbbbb + ffffffffffff | 0.1.0+sample |",
            line);
        var columns = LeaderboardLine.MarkdownHeader.Split('\n').Select(l => l.Count(c => c == '|'));
        Assert.All(columns, count => Assert.Equal(line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|'), count));
    }

    [Fact]
    public void Of_BaseAlone_HasTheBasesFiguresAndNoAdapter()
    {
        var report = SampleReport.Create(tuned: false);

        var json = LeaderboardLine.Of(report).ToJson();

        Assert.DoesNotContain('\n', json);
        using var line = JsonDocument.Parse(json);
        Assert.Equal(report.Baseline.Decisions[0].Result.Accuracy.Value, line.RootElement.GetProperty("accuracy").GetProperty("value").GetDouble());
        Assert.False(line.RootElement.TryGetProperty("adapter", out _));
        Assert.Equal("scored", line.RootElement.GetProperty("method").GetString());
    }
}
