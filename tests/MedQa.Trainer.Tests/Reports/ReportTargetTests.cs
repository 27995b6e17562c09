using System.Security.Cryptography;
using System.Text;
using MedQa.Model.Tests;
using MedQa.ServiceDefaults.Adapters;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Reports.Html;

namespace MedQa.Trainer.Tests.Reports;

/// <summary>A report goes to the version whose weights it measures, and to no other.</summary>
public sealed class ReportTargetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderAdapterStore _store;

    public ReportTargetTests() => _store = new(_folder.File("store"), TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AttachAsync_ReportOfTheseWeights_IsReadBackWhole()
    {
        var report = Of(await PublishAsync("first"));
        await PublishAsync("second");

        var target = await ReportTarget.FindAsync(_store, "walks@1");
        var attached = await target.AttachAsync(report);

        Assert.StartsWith("made-up-rows-", attached.Id, StringComparison.Ordinal);
        Assert.Equal(ReportWriter.ToJson(report), await TextAsync(attached, AdapterReport.JsonFile));
        Assert.Equal(ReportHtml.ToHtml(report), await TextAsync(attached, AdapterReport.HtmlFile));
        var summary = Assert.Single(await _store.ReportsAsync("walks", 1)).Summary;
        Assert.Equal(40, summary.Rows);
        var table = ReportRow.Of(report);
        Assert.Equal(["Decision accuracy, scored", "Decision macro-F1, scored", "ROUGE-L", "BERTScore F1"], summary.Figures.Select(f => f.Metric));
        Assert.All(summary.Figures, f => Assert.Contains(table, r => (r.Metric, r.Baseline, r.FineTuned, r.Improvement) == (f.Metric, f.Baseline, f.FineTuned, f.Improvement)));
        Assert.Empty(await _store.ReportsAsync("walks", 2));
    }

    [Fact]
    public async Task AttachAsync_NoVersionNamed_GoesToTheCurrentOne()
    {
        await PublishAsync("first");
        var report = Of(await PublishAsync("second"));
        await (await ReportTarget.FindAsync(_store, "walks")).AttachAsync(report);
        Assert.Single(await _store.ReportsAsync("walks", 2));
    }

    [Fact]
    public async Task AttachAsync_OtherWeights_Refused()
    {
        var first = Of(await PublishAsync("first"));
        await PublishAsync("second");
        var second = await ReportTarget.FindAsync(_store, "walks@2");

        var refused = new[]
        {
            first,
            first with { Adapter = null, FineTuned = null },
            first with { Adapter = first.Adapter! with { Sha256 = second.Version.Files.Single().Sha256 }, FurtherAdapters = [new("other", new string('9', 64))] },
        };
        foreach (var report in refused)
        {
            var e = await Assert.ThrowsAsync<ArgumentException>(() => second.AttachAsync(report));
            Assert.Contains("can't be attached to walks version 2", e.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await _store.ReportsAsync("walks", 2));
    }

    [Theory]
    [InlineData("walks@2", "has no version 2, only 1")]
    [InlineData("walks@two", "NAME or NAME@VERSION")]
    [InlineData("walks@1@1", "NAME or NAME@VERSION")]
    [InlineData("runs", "No adapter 'runs' is published")]
    public async Task FindAsync_NoSuchVersion_SaysWhatThereIs(string name, string expected)
    {
        await PublishAsync("first");
        var e = await Assert.ThrowsAsync<ArgumentException>(() => ReportTarget.FindAsync(_store, name));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishReportCommand_ReportJson_IsAttached()
    {
        var report = Of(await PublishAsync("first"));
        var path = _folder.Write("report.json", Encoding.UTF8.GetBytes(ReportWriter.ToJson(report)));

        var code = await PublishReportCommand.Create().Parse([path, "walks", "--set", $"MedQa:Adapters:Folder={_folder.File("store")}"]).InvokeAsync();

        Assert.Equal(0, code);
        Assert.Single(await _store.ReportsAsync("walks", 1));
    }

    private static EvaluationReport Of(string weights)
    {
        var report = SampleReport.Create();
        return report with { Adapter = report.Adapter! with { Sha256 = weights } };
    }

    private async Task<string> PublishAsync(string weights)
    {
        var source = Directory.CreateDirectory(_folder.File(weights)).FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "adapter_model.safetensors"), weights);
        await _store.PublishAsync("walks", source, new("medqa-mini", new string('a', 64), "made up"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(weights)));
    }

    private async Task<string> TextAsync(AdapterReport report, string file) =>
        Encoding.UTF8.GetString((await _store.ReadReportAsync("walks", 1, report.Id, file))!);
}
