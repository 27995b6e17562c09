using MedQa.Web.Tests.Server;
using Microsoft.Playwright;

namespace MedQa.Web.Tests.Browser;

/// <summary>Answers from the library at a desk's and a phone's width, light and dark.</summary>
public sealed class LibraryAppearanceTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private ILocator Meta => Page.Locator(".answer-meta").Last;

    [SkippableTheory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Chat_AtWidth_FitsAndIsReadable(int width, int height, ColorScheme scheme)
    {
        await OpenAsync("/", Talkative(), width, height, scheme);
        await Expect(Page.Locator(".example:visible")).ToHaveCountAsync(6);
        await AssertFitsAsync();
        await AssertReadableAsync();
        await Screenshots.TakeAsync(Page, $"library-{width}-{scheme}-open");

        await AskAsync("What are the signs of asthma?");
        await Expect(Meta).ToContainTextAsync("finished");
        await AssertFitsAsync();
        await AssertReadableAsync();
        await Screenshots.TakeAsync(Page, $"library-{width}-{scheme}-answered");
        await Page.Locator(".cite").Nth(1).ClickAsync();
        await AssertFitsAsync();
        await AssertReadableAsync();
        await Screenshots.TakeAsync(Page, $"library-{width}-{scheme}-passage");
        await Page.Keyboard.PressAsync("Escape");

        await AskAsync("Is the moon made of cheese?");
        await Expect(Meta).ToContainTextAsync("finished");
        await AssertFitsAsync();
        await AssertReadableAsync();
        await Screenshots.TakeAsync(Page, $"library-{width}-{scheme}-declined");
        await Page.Locator(".nearest-title").First.ClickAsync();
        await Expect(Page.Locator(".library-passage")).ToHaveCountAsync(2);
        await Screenshots.TakeAsync(Page, $"library-{width}-{scheme}-title");
        await Page.Keyboard.PressAsync("Escape");

        await Page.Locator("#grounding").SelectOptionAsync("auto");
        await AskAsync("How far away is the moon, alone?");
        await Expect(Meta).ToContainTextAsync("finished");
        await AssertFitsAsync();
        await AssertReadableAsync();
        await Screenshots.TakeAsync(Page, $"library-{width}-{scheme}-alone");
    }

    [SkippableTheory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Compare_AtWidth_FitsAndIsReadable(int width, int height, ColorScheme scheme)
    {
        await OpenAsync("/compare", Talkative(), width, height, scheme);
        await Expect(Page.Locator("#library-facts")).ToBeVisibleAsync();
        await AskAsync("What are the signs of asthma?");
        await Expect(Page.Locator("#base-side .answer-meta")).ToContainTextAsync("finished");
        await Expect(Page.Locator("#adapter-side .answer-meta")).ToContainTextAsync("finished");
        await AssertFitsAsync();
        await AssertReadableAsync();
        await Screenshots.TakeAsync(Page, $"library-compare-{width}-{scheme}-answered");

        await Page.Locator("#adapter-side .cite").First.ClickAsync();
        await AssertFitsAsync();
        await AssertReadableAsync();
        await Screenshots.TakeAsync(Page, $"library-compare-{width}-{scheme}-passage");
    }

    private static Script Talkative() => new()
    {
        Library = new(136, Broken: ["leaflets/scanned-page.pdf"]),
        Adapters = [new("pubmedqa", 3, Summary: "LoRA, rank 16, trained on abstracts with questions.")],
        Answer = static (asked, answering, ct) => asked.Question switch
        {
            { } question when question.Contains("alone", StringComparison.Ordinal) => LibraryAnswers.AnswerAloneAsync(asked, answering, ct),
            { } question when question.Contains("moon", StringComparison.Ordinal) => LibraryAnswers.DeclineAsync(asked, answering, ct),
            _ => LibraryAnswers.AnswerAsync(asked, answering, ct),
        },
        Search = static _ => (true, [LibraryAnswers.AsthmaSigns, LibraryAnswers.AsthmaHelp]),
    };

    /// <summary>Asserts what WCAG 2.2 asks of any page and a machine can tell: contrast, names, ids.</summary>
    private async Task AssertReadableAsync() => Assert.Empty(await Page.EvaluateAsync<string[]>(Accessibility.Flaws));
}
