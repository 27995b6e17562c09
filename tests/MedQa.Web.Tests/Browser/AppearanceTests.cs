using MedQa.Web.Tests.Server;
using Microsoft.Playwright;

namespace MedQa.Web.Tests.Browser;

/// <summary>Both pages at a desk's and a phone's width, light and dark.</summary>
public sealed class AppearanceTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string Passage1 =
        "Hands carry germs from surfaces and from other people to the eyes, the nose and the mouth. Washing them with soap and water "
        + "removes most of these germs. On average, the groups that washed their hands had clearly fewer cases of diarrhoea.";

    private static Script Talkative(bool adapters) => new()
    {
        Adapters = adapters ? [new("pubmedqa", 3, Summary: "LoRA, rank 16, trained on abstracts with questions.")] : [],
        Answer = static async (asked, answering, _) =>
        {
            await answering.StartAsync(droppedExchanges: asked.Messages.Count > 2 ? 1 : 0);
            foreach (var word in "Yes, on average. In the trials, groups that washed their hands regularly had clearly fewer cases of diarrhoea and somewhat fewer colds than groups that went on as before. The size of the effect differed between the trials.".Split(' '))
            {
                await answering.SayAsync(word + " ");
            }

            await answering.SayAsync("Averylongwordthatnobreaksoccurin" + new string('n', 120));
            await answering.FinishAsync(asked.Adapter.Length == 0 ? "length" : "stop");
        },
    };

    [SkippableTheory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Chat_AtWidth_DoesNotScrollSideways(int width, int height, ColorScheme scheme)
    {
        await OpenAsync("/", Talkative(adapters: true), width, height, scheme);
        await Expect(Page.Locator("#model-note")).ToBeVisibleAsync();
        await AssertFitsAsync();
        await Screenshots.TakeAsync(Page, $"chat-{width}-{scheme}-open");

        await AskAsync("Does regular hand washing with soap reduce infections?", Passage1);
        await Expect(Page.Locator(".decision")).ToHaveCountAsync(1);
        await Expect(Page.Locator(".answer-meta").Last).ToContainTextAsync("cut off");
        await AskAsync("And colds?");
        await Expect(Page.Locator(".answer-meta").Last).ToContainTextAsync("cut off");
        await Expect(Page.Locator(".decision").Last).ToBeVisibleAsync();

        await AssertFitsAsync();
        await Expect(Question).ToBeInViewportAsync();
        await Expect(Page.Locator(".answer-meta").Last).ToBeInViewportAsync();
        await Screenshots.TakeAsync(Page, $"chat-{width}-{scheme}-answered");
    }

    [SkippableTheory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task Compare_AtWidth_DoesNotScrollSideways(int width, int height, ColorScheme scheme)
    {
        await OpenAsync("/compare", Talkative(adapters: true), width, height, scheme);
        await Expect(Page.Locator("#model-note")).ToBeVisibleAsync();
        await AssertFitsAsync();

        await AskAsync("Does regular hand washing with soap reduce infections?", Passage1);
        await Expect(Page.Locator(".decision")).ToHaveCountAsync(2);
        await Expect(Page.Locator(".decision").First).ToBeVisibleAsync();
        await Expect(Page.Locator(".decision").Last).ToBeVisibleAsync();

        await AssertFitsAsync();
        await Screenshots.TakeAsync(Page, $"compare-{width}-{scheme}-answered");
    }

    [SkippableFact]
    public async Task Compare_WithoutAdapterOnAPhone_DoesNotScrollSideways()
    {
        await OpenAsync("/compare", Talkative(adapters: false), 390, 844);
        await Expect(Page.Locator("#no-adapter")).ToBeVisibleAsync();
        await AssertFitsAsync();
        await Screenshots.TakeAsync(Page, "compare-390-no-adapter");
    }
}
