using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MedQa.Model.Tests;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Reports.Html;
using MedQa.Web.Tests.Browser;
using Microsoft.Playwright;

namespace MedQa.Trainer.Tests.Reports;

/// <summary>The page as people have it: a file opened in Chromium. Nothing is asked of any network, and nothing lands in the console.</summary>
public sealed class ReportInChromiumTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>, IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private IPage? _openPage;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await (_openPage?.CloseAsync() ?? Task.CompletedTask);
        Assert.Empty(_problems);
    }

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Rows_AtFirst_AreWorstFirst()
    {
        var report = SampleReport.Create();
        await OpenAsync(report);

        var expected = report.Rows.Select((Row, Place) => (Row, Place))
            .OrderBy(r => Right(r.Row)).ThenByDescending(r => Right(r.Row) ? 0 : Sureness(r.Row)).ThenBy(r => r.Row.FineTuned!.Text!.RougeL).ThenBy(r => r.Place)
            .Select(r => $"row-{r.Row.Id}");
        Assert.Equal(expected, await ShownAsync());
    }

    [SkippableTheory]
    [InlineData("change", "fixed")]
    [InlineData("change", "broken")]
    [InlineData("change", "wrong")]
    [InlineData("change", "right")]
    [InlineData("truth", "1")]
    [InlineData("decision", "2")]
    public async Task Rows_Filtered_AreThoseAskedFor(string control, string value)
    {
        var report = SampleReport.Create();
        await OpenAsync(report);

        await Page.Locator($"#{control}").SelectOptionAsync(value);

        var labels = report.Settings.Format.Labels;
        var expected = report.Rows.Where(r => (control, value) switch
        {
            ("truth", _) => r.Truth == labels[int.Parse(value)],
            ("decision", _) => r.FineTuned!.Decisions[DecisionMethod.Scored] == labels[int.Parse(value)],
            (_, "fixed") => !RightBefore(r) && Right(r),
            (_, "broken") => RightBefore(r) && !Right(r),
            (_, "wrong") => !RightBefore(r) && !Right(r),
            _ => RightBefore(r) && Right(r),
        }).Select(r => $"row-{r.Id}").Order().ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, (await ShownAsync()).Order());
        await Expect(Page.Locator("#count")).ToHaveTextAsync($"{expected.Count} of {report.Rows.Count} rows");
        await Page.Locator("#reset").ClickAsync();
        await Expect(Page.Locator("#count")).ToHaveTextAsync($"{report.Rows.Count} rows");
    }

    [SkippableFact]
    public async Task Method_WithoutADecision_CountsAsWrongAndCanBeFiltered()
    {
        var report = SampleReport.Create();
        await OpenAsync(report);

        await Page.Locator("#method").SelectOptionAsync("generated");
        await Page.Locator("#decision").SelectOptionAsync("-1");

        var expected = report.Rows.Where(r => r.FineTuned!.Decisions[DecisionMethod.Generated] is null).Select(r => $"row-{r.Id}").Order().ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, (await ShownAsync()).Order());
        await Expect(Page.Locator(".row:not([hidden]) .line").First).ToContainTextAsync("✗ none");
    }

    [SkippableFact]
    public async Task Search_WordsOfAnyText_FindsTheRowsThatHoldAll()
    {
        await OpenAsync(SampleReport.Create());

        await Page.Locator("#find").FillAsync("MUSIC 1004");

        await Expect(Page.Locator("#count")).ToHaveTextAsync("1 of 40 rows");
        Assert.Equal(["row-1004"], await ShownAsync());
    }

    [SkippableFact]
    public async Task Sort_AsInTheData_IsTheDatasOrder()
    {
        var report = SampleReport.Create();
        await OpenAsync(report);
        await Page.Locator("#sort").SelectOptionAsync("data");
        Assert.Equal(report.Rows.Select(r => $"row-{r.Id}"), await ShownAsync());
    }

    [SkippableFact]
    public async Task Address_WithARowsId_OpensThatRow()
    {
        var report = SampleReport.Create(rows: 300);
        await OpenAsync(report, "#row-1290");

        var row = Page.Locator("#row-1290");
        await Expect(row).ToBeInViewportAsync();
        await Expect(row.Locator("details")).ToHaveAttributeAsync("open", "");
        await Expect(row).ToContainTextAsync(report.Rows[290].Contexts[1]);
        await Expect(row).ToContainTextAsync(report.Rows[290].Reference);
        await Expect(row).ToContainTextAsync(report.Rows[290].Baseline.Answer!);
        await Expect(row).ToContainTextAsync(report.Rows[290].FineTuned!.Answer!);
        await Screenshots.TakeAsync(Page, "report-row");
    }

    [SkippableFact]
    public async Task HostileTexts_Opened_AreShownAsText()
    {
        const string hostile = "</script><img src=x onerror=\"document.title='taken'\"> <b>bold</b>";
        await OpenAsync(SampleReport.Create(change: (row, i) => i > 0 ? row : row with
        {
            Id = "\"><script>document.title='taken'</script>",
            Question = hostile,
            Contexts = [hostile],
            Baseline = row.Baseline with { Answer = hostile },
        }));

        await Page.Locator("#open-all").ClickAsync();

        await Expect(Page.Locator(".text").GetByText(hostile)).ToHaveCountAsync(2);
        Assert.Equal(0, await Page.Locator("main img, main script, main b").CountAsync());
        await Expect(Page).ToHaveTitleAsync("Evaluation of medqa-mini with walks · MedQA");
    }

    [SkippableTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Page_AtWidth_DoesNotScrollSideways(int width, ColorScheme scheme)
    {
        await OpenAsync(SampleReport.Create(), width: width, scheme: scheme);
        Assert.Equal(width, await Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
        await Page.SetViewportSizeAsync(width, 1700);
        await Screenshots.TakeAsync(Page, $"report-{width}-{scheme}-summary");
        await Page.Locator("#figures").EvaluateAsync("section => section.scrollIntoView()");
        await Screenshots.TakeAsync(Page, $"report-{width}-{scheme}-figures");
        await Page.Locator(".row summary").First.ClickAsync();
        Assert.Equal(width, await Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
        await Screenshots.TakeAsync(Page, $"report-{width}-{scheme}-rows");
    }

    [SkippableFact]
    public async Task ThousandRows_OrderedFilteredAndSearched_AreLaidOutOnlyWhereOpened()
    {
        await OpenAsync(SampleReport.Create(rows: 1000));

        await Page.Locator("#sort").SelectOptionAsync("gained");
        await Page.Locator("#change").SelectOptionAsync("fixed");
        var count = Page.Locator("#count");
        await Expect(count).ToHaveTextAsync(new Regex("^[0-9]+ of 1000 rows$"));
        var found = await count.InnerTextAsync();
        await Page.Locator("#find").FillAsync("pulse");

        // The search waits for the typing to pause; a row that is clicked before it might be hidden.
        await Expect(count).Not.ToHaveTextAsync(found);
        Assert.Equal(0, await Page.Locator(".body").CountAsync());

        await Page.Locator(".row:not([hidden]) summary").First.ClickAsync();
        await Expect(Page.Locator(".body")).ToHaveCountAsync(1);
    }

    private static bool Right(ReportedRow row) => row.FineTuned!.Decisions[DecisionMethod.Scored] == row.Truth;

    private static bool RightBefore(ReportedRow row) => row.Baseline.Decisions[DecisionMethod.Scored] == row.Truth;

    private static double Sureness(ReportedRow row) => row.FineTuned!.Probabilities[DecisionMethod.Scored].Max();

    private static IPageAssertions Expect(IPage page) => Assertions.Expect(page);

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private IPage Page => _openPage!;

    private Task<string[]> ShownAsync() => Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.row:not([hidden])')].map(row => row.id)");

    private async Task OpenAsync(EvaluationReport report, string fragment = "", int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        Skip.If(chromium.Browser is null, Chromium.Missing);
        await File.WriteAllTextAsync(_folder.File("report.html"), ReportHtml.ToHtml(report));
        _openPage = await chromium.Browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        Page.SetDefaultTimeout(15_000);
        Page.PageError += (_, error) => _problems.Enqueue(error);
        Page.Console += (_, message) => _problems.Enqueue($"{message.Type}: {message.Text}");
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal))
            {
                _problems.Enqueue($"asked for {request.Url}");
            }
        };
        await Page.GotoAsync(new Uri(_folder.File("report.html")).AbsoluteUri + fragment);
    }
}
