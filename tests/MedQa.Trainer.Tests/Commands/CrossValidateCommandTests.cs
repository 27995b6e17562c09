using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Running;

namespace MedQa.Trainer.Tests.Commands;

public sealed class CrossValidateCommandTests : IDisposable
{
    private readonly TinyRun _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task CrossValidate_BertScore_IsInTheReport()
    {
        var options = _files.Options("folds") with { Split = null, Epochs = 1, SystemPrompt = "Answer.", EvaluationShare = 0.2 };

        var code = await CrossValidateCommand.Create().Parse(
        [
            "--options", TinyRun.Write(options), "--folds", "2", "--methods", "generated", "--max-tokens", "4", "--resamples", "20",
            "--bertscore", Goldens.Require("tiny-roberta"), "--bertscore-layer", "2", "--bertscore-idf",
        ]).InvokeAsync();

        Assert.Equal(0, code);
        var report = ReportReader.Read(Path.Combine(options.Output, ReportFolder.Json));
        Assert.StartsWith("tiny-roberta_L2_idf_not-rescaled_", report.BertScore, StringComparison.Ordinal);
        Assert.Equal(26, report.Rows.Count);
        Assert.All(report.Rows, r => Assert.True(r is { Baseline.Text.BertScore: not null, FineTuned.Text.BertScore: not null }));
        Assert.False(File.Exists(Path.Combine(options.Output, "progress.jsonl")));
    }
}
