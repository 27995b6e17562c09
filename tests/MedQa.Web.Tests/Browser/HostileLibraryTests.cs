using System.Text.RegularExpressions;
using MedQa.Web.Tests.Server;
using Microsoft.Playwright;

namespace MedQa.Web.Tests.Browser;

/// <summary>Documents are anybody's: whatever stands in them is shown as text, in its place.</summary>
public sealed class HostileLibraryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string Markup = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    private ILocator Panel => Page.Locator("#source-panel");

    [SkippableFact]
    public async Task Passage_WithMarkup_IsShownAsText()
    {
        var passage = new ScriptedPassage($"Title {Markup}", $"Heading {Markup}", $"Before. {Markup} After.", $"{Markup}.md", Date: Markup, Note: Markup);
        await OpenAsync("/", new Script
        {
            Library = new(1, Broken: [Markup]),
            Answer = async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.FindAsync(passage);
                await answering.SayAsync($"{Markup} Said.");
                await answering.CiteAsync($"{Markup} Said.", 0, Markup);
                await answering.FinishAsync();
            },
        });

        await AskAsync("What does it say?");
        await Page.Locator(".cite").ClickAsync();

        await Expect(Panel.Locator(".library-passage-text")).ToHaveTextAsync(passage.Text);
        await Expect(Panel.Locator("mark")).ToHaveTextAsync(Markup);
        await Expect(Panel.Locator("h3")).ToHaveTextAsync(passage.Title);
        await Expect(Panel.Locator(".review-note")).ToHaveTextAsync(Markup);
        await Expect(Page.Locator(".source-name")).ToHaveTextAsync($"{passage.Title}, {passage.Heading}");
        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync($"{Markup} Said.[1]");
        Assert.Equal(0, await Page.Locator("main img, main script, main b").CountAsync());
        await Expect(Page).ToHaveTitleAsync("Chat · MedQA");
    }

    [SkippableFact]
    public async Task Passage_WithOverridesAndControls_TurnsNothingAroundIt()
    {
        const string Turned = "Take\u0000 \u202Eit\u0007 never.";
        var passage = new ScriptedPassage("A\u202Emhtsa", "S\u2067igns", $"Plain. {Turned} Rest.", "a\u202Efdp.md", Note: "\u202Eon");
        await OpenAsync("/", new Script
        {
            Library = new(1),
            Answer = async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.FindAsync(passage);
                await answering.SayAsync(Turned);
                await answering.CiteAsync(Turned, 0, Turned);
                await answering.SayAsync(" Next.");
                await answering.FinishAsync();
            },
        });

        await AskAsync("What does it say?");
        await Page.Locator(".cite").ClickAsync();

        // As many characters as before, so that offsets hold.
        await Expect(Panel.Locator("mark")).ToHaveTextAsync("Take\uFFFD \uFFFDit\uFFFD never.");
        await Expect(Page.Locator(".cite")).ToHaveAttributeAsync("aria-label", "Source 1: Amhtsa, Signs");
        Assert.DoesNotMatch(new Regex("[\u0000\u0007\u202E\u2066-\u2069]"), await Page.Locator("main").EvaluateAsync<string>("main => main.outerHTML"));
        Assert.Equal(
            "isolate",
            await Panel.Locator(".library-passage-text").EvaluateAsync<string>("text => getComputedStyle(text).unicodeBidi"));
        var (cite, sentence) = (await Page.Locator(".cite").BoundingBoxAsync(), await Page.Locator(".sentence").BoundingBoxAsync());
        Assert.True(cite!.X >= sentence!.X + sentence.Width - 1, "The mark does not stand behind its sentence.");
    }

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Passage_WithVeryLongNames_WrapsInItsPlace(int width)
    {
        var longName = new string('W', 400);
        var passage = new ScriptedPassage(longName, longName, longName + " " + longName, longName, Note: longName);
        await OpenAsync(
            "/",
            new Script
            {
                Library = new(1, Broken: [longName]),
                Answer = async (asked, answering, _) =>
                {
                    await answering.StartAsync();
                    if (asked.Question == "Decline?")
                    {
                        await answering.FindNothingAsync(longName);
                        await answering.FinishAsync(declined: true);
                        return;
                    }

                    await answering.FindAsync(passage);
                    await answering.SayAsync("Short.");
                    await answering.CiteAsync("Short.", 0, longName);
                    await answering.FinishAsync();
                },
            },
            width,
            700);
        await AskAsync("Decline?");
        await Expect(Page.Locator(".nearest-title")).ToBeVisibleAsync();
        await AskAsync("What does it say?");
        await Page.Locator(".cite").ClickAsync();

        await AssertFitsAsync();
        Assert.True(await Page.EvaluateAsync<bool>(
            "[...document.querySelectorAll('.source, .nearest, .library-card, .library-passage, #source-panel-body, .thread')]"
            + ".every(element => element.scrollWidth <= element.clientWidth)"));
    }

    [SkippableFact]
    public async Task Citation_WithPlacesThatAreNotThere_DisturbsNothing()
    {
        var passage = new ScriptedPassage("Asthma", "Signs", "Wheezing.");
        await OpenAsync("/", new Script
        {
            Library = new(1),
            Answer = async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.FindAsync(passage);
                await answering.SayAsync("One. Two. Three.");
                await answering.CiteAtAsync(-1, 4);
                await answering.CiteAtAsync(0, 400);
                await answering.CiteAtAsync(0, 0);
                await answering.CiteAtAsync(0, 4, passage: 7);
                await answering.CiteAtAsync(0, 4);
                await answering.CiteAtAsync(5, 4, passageStart: -5, passageLength: int.MaxValue);
                await answering.CiteAtAsync(10, 6, passageStart: 400, passageLength: 4);
                await answering.FinishAsync();
            },
        });

        await AskAsync("What does it say?");

        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync("One.[not from your library] Two.[1] Three.[1]");
        await Page.Locator(".cite").First.ClickAsync();
        await Expect(Panel.Locator(".library-passage-text")).ToHaveTextAsync("Wheezing.");
        await Page.Locator(".cite").Last.ClickAsync();
        await Expect(Panel.Locator(".library-passage-text")).ToHaveTextAsync("Wheezing.");
        await Expect(Panel.Locator("mark")).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task Answer_FromTheLibrary_LeavesNoTraceInLogsOrAddresses()
    {
        const string Marker = "quinsy-marker";
        var addresses = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await OpenAsync("/", new Script
        {
            Library = new(1),
            Answer = static async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.FindNothingAsync($"{Marker} title");
                await answering.SayAsync("The passages do not answer this.");
                await answering.FinishAsync(declined: true);
            },
            Search = static _ => (true, [new($"{Marker} title", Marker, $"{Marker} in the passage", $"{Marker}.md")]),
        });
        Page.Request += (_, request) => addresses.Enqueue(request.Url);

        await AskAsync($"{Marker} in the question?");
        await Page.Locator(".nearest-title").ClickAsync();
        await Expect(Panel.Locator(".library-passage-text")).ToContainTextAsync(Marker);

        Assert.Contains(addresses, static a => a.EndsWith("/api/search", StringComparison.Ordinal));
        Assert.DoesNotContain(addresses, static a => a.Contains(Marker, StringComparison.Ordinal));
        Assert.Contains(Web.Logs, static line => line.Contains("/api/search", StringComparison.Ordinal));
        Assert.DoesNotContain(Web.Logs, static line => line.Contains(Marker, StringComparison.Ordinal));
    }
}
