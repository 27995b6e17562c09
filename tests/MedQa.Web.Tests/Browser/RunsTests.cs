using MedQa.Web.Tests.Runs;
using MedQa.Web.Tests.Server;
using Microsoft.Playwright;

namespace MedQa.Web.Tests.Browser;

public sealed class RunsTests(BrowserFixture fixture, RunsApp app) : BrowserTest(fixture), IClassFixture<RunsApp>
{
    private string ReportPath => $"/runs/hand-washing/2/reports/{app.Attached.Id}";

    [SkippableFact]
    public async Task Runs_FollowedToTheReport_ShowTheRunAndLeadBack()
    {
        await OpenRunsAsync("/runs");
        await Expect(Page.Locator("nav a[aria-current]")).ToHaveTextAsync("Runs");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Version 2" }).ClickAsync();
        await Expect(Page.Locator(".loss-curve .mark.evaluation")).ToHaveCountAsync(6);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Report: made-up rows, 40 rows" }).ClickAsync();
        await Expect(Page.FrameLocator("#report").Locator("h1")).ToHaveTextAsync("The report itself");
        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "hand-washing, version 2" }).ClickAsync();
        await Expect(Page.Locator("h1")).ToHaveTextAsync("hand-washing, version 2");
    }

    [SkippableFact]
    public async Task Report_WhateverItsScriptTries_TouchesNothing()
    {
        await OpenRunsAsync(ReportPath);

        await Expect(Page.FrameLocator("#report").Locator("#said"))
            .ToHaveTextAsync("""{"parent":"refused","cookie":"refused","storage":"refused","fetch":"refused"}""");
        await Expect(Page).ToHaveTitleAsync("Report of hand-washing, version 2 · MedQA");
    }

    [SkippableFact]
    public async Task ReportFile_OpenedInAWindowOfItsOwn_IsShownInTheFrame()
    {
        await OpenRunsAsync($"{ReportPath}/report.html#row-7");

        await Expect(Page).ToHaveURLAsync(new Uri(app.Address, $"{ReportPath}#row-7").ToString());
        await Expect(Page.FrameLocator("#report").Locator("h1")).ToHaveTextAsync("The report itself");
        Assert.Empty(await Page.Context.CookiesAsync());
    }

    [SkippableFact]
    public async Task Report_AddressOfARow_IsHandedOnToTheFrame()
    {
        await OpenRunsAsync($"{ReportPath}#row-7");

        await Expect(Page.FrameLocator("#report").Locator("#row-7")).ToBeVisibleAsync();
        Assert.Contains(Page.Frames, frame => frame.Url.EndsWith("report.html#row-7", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task Pages_AtWidth_DoNotScrollSideways(int width, ColorScheme scheme)
    {
        foreach (var (address, name) in new[] { ("/runs", "runs"), ("/runs/hand-washing/2", "run"), (ReportPath, "run-report") })
        {
            await OpenRunsAsync(address, width, scheme);
            await AssertFitsAsync();
            await Screenshots.TakeAsync(Page, $"{name}-{width}-{scheme}");
        }
    }

    // The report in these tests tries what its policy forbids.
    protected override bool IsExpected(string consoleError) => consoleError.Contains("Content Security Policy", StringComparison.Ordinal);

    private Task OpenRunsAsync(string address, int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        OpenAsync(new Uri(app.Address, address).ToString(), new Script(), width, 900, scheme);
}
