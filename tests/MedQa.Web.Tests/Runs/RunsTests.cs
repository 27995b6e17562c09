using System.Net;
using System.Text.RegularExpressions;

namespace MedQa.Web.Tests.Runs;

/// <summary>The pages of published runs, as any client sees them.</summary>
public sealed class RunsTests(RunsApp app) : IClassFixture<RunsApp>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = app.Address };

    public void Dispose() => _http.Dispose();

    private string ReportPath => $"/runs/hand-washing/2/reports/{app.Attached.Id}";

    [Fact]
    public async Task Get_Runs_ListsVersionsNewestFirstWithTheirReports()
    {
        var html = WebUtility.HtmlDecode(await _http.GetStringAsync("/runs"));

        Assert.True(html.IndexOf("/runs/hand-washing/2\"", StringComparison.Ordinal) < html.IndexOf("/runs/hand-washing/1\"", StringComparison.Ordinal));
        Assert.Contains("evaluation loss 1.9000", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{ReportPath}\"", html, StringComparison.Ordinal);
        Assert.Contains("<td>62.5 [48.1, 76.9]</td><td>+27.5 [+7.5, +47.5], McNemar p = 0.019</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Version_ShowsOptionsLossesCardAndReports()
    {
        var html = await _http.GetStringAsync("/runs/hand-washing/2");

        Assert.Contains("<dt>lora.rank</dt><dd>8</dd>", html, StringComparison.Ordinal);
        Assert.Contains("<dt>lora.targetModules</dt><dd>q_proj, v_proj</dd>", html, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">60</th><td>1.5000</td><td>2.0000</td>", html, StringComparison.Ordinal);
        Assert.Equal(6, html.Split("class=\"mark evaluation\"").Length - 1);
        Assert.Contains("kept: step 40", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Not bold.&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains(ReportPath, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_VersionWithoutReportsAndLosses_SaysHowToAttachOne()
    {
        var html = await _http.GetStringAsync("/runs/hand-washing/1");
        Assert.Contains("--publish hand-washing@1", html, StringComparison.Ordinal);
        Assert.DoesNotContain("loss-curve", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/runs/hand-washing/3")]
    [InlineData("/runs/hand-washing/0")]
    [InlineData("/runs/nobody/1")]
    [InlineData("/runs/%2e%2e/1")]
    [InlineData("/runs/UPPER/1")]
    [InlineData("/runs/hand-washing/2/reports/made-up-rows-000000000000")]
    [InlineData("/runs/hand-washing/2/reports/made-up-rows-000000000000/report.html")]
    [InlineData("/runs/hand-washing/2/reports/..%2f..%2f/report.html")]
    public async Task Get_WhatIsNotThere_SaysSo(string address)
    {
        using var response = await _http.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Get_IndexOfAReport_IsNotServed()
    {
        using var response = await _http.GetAsync($"{ReportPath}/index.json");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/runs")]
    [InlineData("/runs/hand-washing/2")]
    public async Task Get_Page_AllowsNoFrameAndIsNotKept(string address)
    {
        using var response = await _http.GetAsync(address);
        Assert.DoesNotContain("frame-src", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.DoesNotMatch("<script(?![^>]*\\ssrc=)|<style|\\sstyle=|\\son[a-z]+=", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_ReportFile_IsSandboxedAndFetchesNothing()
    {
        using var response = await _http.GetAsync($"{ReportPath}/report.html");

        Assert.Equal(RunsApp.Report, await response.Content.ReadAsStringAsync());
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("sandbox allow-scripts; default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("connect-src", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("document")]
    [InlineData("object")]
    [InlineData("frame")]
    public async Task Get_ReportFileOutsideTheFrame_LeadsToThePageWithTheFrame(string destination)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Dest", destination);

        using var response = await http.GetAsync($"{ReportPath}/report.html");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(ReportPath, response.Headers.Location!.OriginalString);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_ReportFileInTheFrame_IsServed()
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Dest", "iframe");
        Assert.Equal(RunsApp.Report, await http.GetStringAsync($"{ReportPath}/report.html"));
    }

    [Fact]
    public async Task Get_ReportJson_IsADownload()
    {
        using var response = await _http.GetAsync($"{ReportPath}/report.json");
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Get_AlteredReport_FailsWithoutShowingIt()
    {
        await using var own = await OwnAsync();
        await File.WriteAllTextAsync(Path.Combine(own.App.StoreFolder, "hand-washing", "000002", "reports", own.App.Attached.Id, "report.html"), "<p>forged");
        using var http = new HttpClient { BaseAddress = own.App.Address };

        using var response = await http.GetAsync($"/runs/hand-washing/2/reports/{own.App.Attached.Id}/report.html");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("forged", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(own.App.Logs, line => line.Contains("was altered in the store", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_HostileFilesOfAVersion_ShowNothingAndBreakNothing()
    {
        await using var own = await OwnAsync();
        var source = Directory.CreateTempSubdirectory("medqa-hostile-").FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "training.json"), """{"history":[{"step":"<script>","trainingLoss":1e999}]}""");
        await File.WriteAllTextAsync(Path.Combine(source, "training-options.json"), "[1]");
        await File.WriteAllTextAsync(Path.Combine(source, "README.md"), "<script>alert(1)</script>");
        await own.App.Store.PublishAsync("hostile", source, new("<i>base</i>", "h", "<script>alert(2)</script>"));
        Directory.Delete(source, recursive: true);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(own.App.StoreFolder, "hostile", "000001", "reports", "x-000000000000")).FullName, "index.json"), "{");
        using var http = new HttpClient { BaseAddress = own.App.Address };

        foreach (var html in new[] { await http.GetStringAsync("/runs"), await http.GetStringAsync("/runs/hostile/1") })
        {
            Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<i>base", html, StringComparison.Ordinal);
            Assert.Contains("reports can't be read", html, StringComparison.Ordinal);
        }

        Assert.Contains("62.5 [48.1, 76.9]", await http.GetStringAsync("/runs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RunsOfManyAdaptersAndVersions_ShowsTenOfEachAndSaysSo()
    {
        await using var own = await OwnAsync();
        var source = Directory.CreateTempSubdirectory("medqa-many-").FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "adapter_config.json"), "{}");
        foreach (var name in Enumerable.Range(0, 12).Select(i => $"adapter-{i:00}").Concat(Enumerable.Repeat("adapter-00", 11)))
        {
            await own.App.Store.PublishAsync(name, source, new("base", "h", "made up"));
        }

        Directory.Delete(source, recursive: true);
        using var http = new HttpClient { BaseAddress = own.App.Address };

        var first = WebUtility.HtmlDecode(await http.GetStringAsync("/runs"));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"adapter-{i:00}"), Names(first));
        Assert.Contains("10 adapters are shown, 3 more come after them.", first, StringComparison.Ordinal);
        Assert.Contains("/runs/adapter-00/3\"", first, StringComparison.Ordinal);
        Assert.DoesNotContain("/runs/adapter-00/2\"", first, StringComparison.Ordinal);
        Assert.Contains("2 older not shown", first, StringComparison.Ordinal);
        Assert.DoesNotContain("The first ones", first, StringComparison.Ordinal);
        var next = Regex.Match(first, "href=\"([^\"]+)\">The next ones").Groups[1].Value;

        var second = WebUtility.HtmlDecode(await http.GetStringAsync(next));
        Assert.Equal(["adapter-10", "adapter-11", "hand-washing"], Names(second));
        Assert.Contains("<a href=\"/runs\">The first ones</a>", second, StringComparison.Ordinal);
        Assert.DoesNotContain("The next ones", second, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", await http.GetStringAsync("/runs?after=zzz%3Cscript%3E"), StringComparison.Ordinal);

        static IEnumerable<string> Names(string html) => Regex.Matches(html, "<h2 id=\"adapter-[^\"]+\">([^<]+)").Select(match => match.Groups[1].Value);
    }

    [Fact]
    public async Task Get_RunsWithoutAStore_SaysHowToNameOne()
    {
        await using var server = WebServer.Start(new Uri("http://127.0.0.1:9"));
        using var http = new HttpClient { BaseAddress = server.Address };

        Assert.Contains("MedQa__Adapters__Folder", await http.GetStringAsync("/runs"), StringComparison.Ordinal);
        using var response = await http.GetAsync("/runs/hand-washing/2");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Get_RunsOfAnEmptyStore_SaysHowToPublish()
    {
        var folder = Directory.CreateTempSubdirectory("medqa-empty-").FullName;
        await using var server = WebServer.Start(new Uri("http://127.0.0.1:9"), folder);
        using var http = new HttpClient { BaseAddress = server.Address };
        Assert.Contains("Nothing is published yet", await http.GetStringAsync("/runs"), StringComparison.Ordinal);
        Directory.Delete(folder);
    }

    private static async Task<OwnApp> OwnAsync()
    {
        var own = new RunsApp();
        await own.InitializeAsync();
        return new(own);
    }

    private sealed record OwnApp(RunsApp App) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }
}
