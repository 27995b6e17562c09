using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.ServiceDefaults.Tests.Adapters;

/// <content>Reports that are attached to a version.</content>
public abstract partial class AdapterStoreContract
{
    protected static readonly ReportSummary Summary = new("official test: 500 rows", 500, [new("Accuracy", "50.0", "60.0", "+10.0")]);

    [SkippableFact]
    public async Task AttachReportAsync_ThenRead_SameBytesAndSummary()
    {
        SkipWhereUnavailable();
        await PublishAsync(2);

        var attached = await Store.AttachReportAsync("a", 1, Report("one"), Summary);

        Assert.Matches("^official-test-500-rows-[0-9a-f]{12}$", attached.Id);
        var listed = Assert.Single(await SecondStore().ReportsAsync("a", 1));
        Assert.Equal(attached.Id, listed.Id);
        Assert.Equal(attached.Files, listed.Files);
        Assert.Equal((Summary.Protocol, Summary.Rows), (listed.Summary.Protocol, listed.Summary.Rows));
        Assert.Equal(Summary.Figures, listed.Summary.Figures);
        Assert.Equal("{\"of\":\"one\"}", Text(await SecondStore().ReadReportAsync("a", 1, attached.Id, "report.json")));
        Assert.Equal("<p>one", Text(await SecondStore().ReadReportAsync("a", 1, attached.Id, "report.html")));
        Assert.Empty(await Store.ReportsAsync("a", 2));
    }

    [SkippableFact]
    public async Task AttachReportAsync_SeveralAndOneAgain_EachOnceById()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var first = await Store.AttachReportAsync("a", 1, Report("one"), Summary);
        var second = await Store.AttachReportAsync("a", 1, Report("two"), Summary);
        var again = await SecondStore().AttachReportAsync("a", 1, Report("one"), Summary);
        var other = await Store.AttachReportAsync("a", 1, Report("three"), Summary with { Protocol = "…" });

        Assert.Equal(first.Id, again.Id);
        Assert.StartsWith("report-", other.Id, StringComparison.Ordinal);
        Assert.Equal(new[] { first.Id, second.Id, other.Id }.Order(StringComparer.Ordinal), (await Store.ReportsAsync("a", 1)).Select(report => report.Id));
    }

    [SkippableFact]
    public async Task AttachReportAsync_ConcurrentlyWithItself_IsThereOnce()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var folders = Enumerable.Range(0, 6).Select(i => Report($"{i % 2}")).ToList();
        await Task.WhenAll(folders.Select(folder => Task.Run(() => SecondStore().AttachReportAsync("a", 1, folder, Summary))));
        var reports = await Store.ReportsAsync("a", 1);
        Assert.Equal(2, reports.Count);
        Assert.All(reports, report => Assert.NotNull(Store.ReadReportAsync("a", 1, report.Id, "report.html").GetAwaiter().GetResult()));
    }

    [SkippableFact]
    public async Task AttachReportAsync_Version_StaysWhatItWas()
    {
        SkipWhereUnavailable();
        var published = await Store.PublishAsync("a", Adapter("one", "{}"), Description);
        await Store.AttachReportAsync("a", 1, Report("one"), Summary);

        AssertSame(published, (await Store.FindAsync("a"))!.Versions[0]);
        AssertSame(published, await Store.DownloadAsync("a", 1, Work["copy"]));
        Assert.Equal(["adapter_config.json"], Directory.GetFileSystemEntries(Work["copy"]).Select(Path.GetFileName).Except(["adapter_model.safetensors"]));
        Assert.Equal(2, (await Store.PublishAsync("a", Adapter("two", "{}"), Description)).Version);
    }

    [SkippableFact]
    public async Task DeleteAsync_VersionWithReports_TakesThemAlong()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var report = await Store.AttachReportAsync("a", 1, Report("one"), Summary);
        await Store.DeleteAsync("a", 1);
        foreach (var call in new Func<Task>[]
        {
            () => Store.ReportsAsync("a", 1), () => Store.ReadReportAsync("a", 1, report.Id, "report.json"), () => Store.ReadAsync("a", 1, "adapter_config.json"),
            () => Store.AttachReportAsync("a", 1, Report("two"), Summary),
        })
        {
            Assert.Contains("has no version 1", (await Assert.ThrowsAsync<AdapterStoreException>(call)).Message, StringComparison.Ordinal);
        }

        Assert.Empty(await Store.ListAsync());
        Assert.Equal(2, (await Store.PublishAsync("a", Adapter("x", "x"), Description)).Version);
        Assert.Empty(await Store.ReportsAsync("a", 2));
    }

    [SkippableTheory]
    [InlineData("report.json")]
    [InlineData("report.html")]
    public async Task AttachReportAsync_FileMissing_NamesIt(string missing)
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var folder = Report("one");
        File.Delete(Path.Combine(folder, missing));
        Assert.Contains($"has no {missing}", (await Assert.ThrowsAsync<AdapterStoreException>(() => Store.AttachReportAsync("a", 1, folder, Summary))).Message, StringComparison.Ordinal);
        Assert.Empty(await Store.ReportsAsync("a", 1));
    }

    [SkippableFact]
    public async Task AttachReportAsync_PastTheLimits_Refused()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        await Assert.ThrowsAsync<AdapterStoreException>(() => Store.AttachReportAsync("a", 1, Report("one"), Summary with { Protocol = new string('x', 201) }));
        await Assert.ThrowsAsync<AdapterStoreException>(() => Store.AttachReportAsync("a", 1, Report("one"), Summary with { Figures = [.. Enumerable.Repeat(Summary.Figures[0], 65)] }));
        var folder = Report("long");
        using (var stream = File.OpenWrite(Path.Combine(folder, "report.html")))
        {
            stream.SetLength(AdapterReport.MaxFileBytes + 1);
        }

        Assert.Contains("is longer than", (await Assert.ThrowsAsync<AdapterStoreException>(() => Store.AttachReportAsync("a", 1, folder, Summary))).Message, StringComparison.Ordinal);
        Assert.Empty(await Store.ReportsAsync("a", 1));
    }

    [SkippableTheory]
    [InlineData("<p>two", "its SHA-256 is")]
    [InlineData("<p>", "it has 3 bytes, expected 6")]
    [InlineData("<p>longer", "it has more than 6 bytes")]
    public async Task ReadReportAsync_FileAltered_Refused(string altered, string expected)
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var report = await Store.AttachReportAsync("a", 1, Report("one"), Summary);
        await PutAsync($"a/000001/reports/{report.Id}/report.html", Encoding.UTF8.GetBytes(altered));
        var e = await Assert.ThrowsAsync<AdapterStoreException>(() => Store.ReadReportAsync("a", 1, report.Id, "report.html"));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("Attach the report again", e.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("report.html", "<p>two")]
    [InlineData("report.json", "")]
    [InlineData("index.json", "{}")]
    public async Task AttachReportAsync_AgainAfterDamage_IsReadWholeAgain(string file, string damage)
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var folder = Report("one");
        var report = await Store.AttachReportAsync("a", 1, folder, Summary);
        await PutAsync($"a/000001/reports/{report.Id}/{file}", Encoding.UTF8.GetBytes(damage));

        Assert.Equal(report.Id, (await Store.AttachReportAsync("a", 1, folder, Summary)).Id);

        Assert.Equal(report.Files, Assert.Single(await SecondStore().ReportsAsync("a", 1)).Files);
        Assert.Equal("<p>one", Text(await SecondStore().ReadReportAsync("a", 1, report.Id, "report.html")));
        Assert.Equal("{\"of\":\"one\"}", Text(await SecondStore().ReadReportAsync("a", 1, report.Id, "report.json")));
    }

    [SkippableFact]
    public async Task ReportsAsync_Cancelled_Stops()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        await Store.AttachReportAsync("a", 1, Report("one"), Summary);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ReportsAsync("a", 1, cancelled.Token));
    }

    [SkippableFact]
    public async Task ReadReportAsync_FileGone_SaysSo()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var report = await Store.AttachReportAsync("a", 1, Report("one"), Summary);
        AdapterFile[] files = [report.Files[0], report.Files[1] with { Name = "other.json" }];
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{file.Name} {file.Sha256}\n")))));
        var id = $"official-test-500-rows-{hash[..12]}";
        await PutAsync($"a/000001/reports/{id}/index.json", Index(report with { Id = id, Files = files }));
        Assert.Contains("other.json is missing in the store", (await Assert.ThrowsAsync<AdapterStoreException>(() => Store.ReadReportAsync("a", 1, id, "other.json"))).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("..", "report.json")]
    [InlineData("../../000001", "adapter_config.json")]
    [InlineData("no-such-000000000000", "report.json")]
    [InlineData("", "report.json")]
    [InlineData(null, "../index.json")]
    [InlineData(null, "index.json")]
    public async Task ReadReportAsync_NoSuchReportOrFile_Null(string? id, string file)
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var report = await Store.AttachReportAsync("a", 1, Report("one"), Summary);
        Assert.Null(await Store.ReadReportAsync("a", 1, id ?? report.Id, file));
    }

    [SkippableTheory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"id\":\"x\"")]
    [InlineData("")]
    public async Task ReportsAsync_HostileIndex_RefusedWithItsPlace(string index)
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        await PutAsync("a/000001/reports/official-000000000000/index.json", Encoding.UTF8.GetBytes(index));
        var e = await Assert.ThrowsAsync<AdapterStoreException>(() => Store.ReportsAsync("a", 1));
        Assert.Contains("a/000001/reports/official-000000000000/index.json is broken", e.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ReportsAsync_IndexOfAnotherReport_Refused()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var report = await Store.AttachReportAsync("a", 1, Report("one"), Summary);
        await PutAsync("a/000001/reports/official-000000000000/index.json", Index(report));
        Assert.Contains($"it is for '{report.Id}'", (await Assert.ThrowsAsync<AdapterStoreException>(() => Store.ReportsAsync("a", 1))).Message, StringComparison.Ordinal);
        await PutAsync("a/000001/reports/official-000000000000/index.json", Index(report with { Id = "official-000000000000" }));
        Assert.Contains("its id is not that of its protocol and files", (await Assert.ThrowsAsync<AdapterStoreException>(() => Store.ReportsAsync("a", 1))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ReadAsync_FileOfTheVersion_CheckedOrNull()
    {
        SkipWhereUnavailable();
        await Store.PublishAsync("a", Adapter("one", "{\"r\":8}"), Description);
        Assert.Equal("{\"r\":8}", Text(await Store.ReadAsync("a", 1, "adapter_config.json")));
        Assert.Null(await Store.ReadAsync("a", 1, "training.json"));
        Assert.Null(await Store.ReadAsync("a", 1, "../000001/adapter_config.json"));
        await PutAsync("a/000001/adapter_config.json", "{\"r\":9}"u8.ToArray());
        Assert.Contains("was altered in the store", (await Assert.ThrowsAsync<AdapterStoreException>(() => Store.ReadAsync("a", 1, "adapter_config.json"))).Message, StringComparison.Ordinal);
    }

    protected string Report(string of)
    {
        var folder = Directory.CreateDirectory(Work[$"report-{Guid.NewGuid():N}"]).FullName;
        File.WriteAllText(Path.Combine(folder, "report.json"), $"{{\"of\":\"{of}\"}}");
        File.WriteAllText(Path.Combine(folder, "report.html"), $"<p>{of}");
        return folder;
    }

    private static byte[] Index(AdapterReport report) => JsonSerializer.SerializeToUtf8Bytes(report, JsonSerializerOptions.Web);

    private static string Text(byte[]? content) => Encoding.UTF8.GetString(content!);
}
