using MedQa.Web.Tests.Server;

namespace MedQa.Web.Tests.Browser;

public sealed class CompareTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly IReadOnlyList<ScriptedAdapter> OneAdapter = [new("pubmedqa", 3)];

    private Microsoft.Playwright.ILocator Base => Page.Locator("#base-side");

    private Microsoft.Playwright.ILocator Adapted => Page.Locator("#adapter-side");

    [SkippableFact]
    public async Task Compare_TwoStreams_RunAtTheSameTime()
    {
        // Each side goes on only when both have begun: one after the other would never end.
        var begun = new CountdownEvent(2);
        var bothBegan = new TaskCompletionSource();
        await OpenAsync("/compare", new Script
        {
            Adapters = OneAdapter,
            Answer = async (asked, answering, ct) =>
            {
                await answering.StartAsync();
                await answering.SayAsync(asked.Adapter.Length == 0 ? "Base" : "Adapter");
                begun.Signal();
                await bothBegan.Task.WaitAsync(ct);
                await answering.SayAsync(" answers.");
                await answering.FinishAsync(asked.Adapter.Length == 0 ? "length" : "stop");
            },
            Decide = static asked => asked.Adapter.Length == 0 ? (0.6, 0.3, 0.1) : (0.1, 0.2, 0.7),
        });

        await AskAsync("Is it so?", "A passage.");

        await Expect(Base.Locator(".answer-text")).ToHaveTextAsync("Base");
        await Expect(Adapted.Locator(".answer-text")).ToHaveTextAsync("Adapter");
        Assert.True(begun.IsSet);
        bothBegan.SetResult();
        await Expect(Base.Locator(".answer-text")).ToHaveTextAsync("Base answers.");
        await Expect(Adapted.Locator(".answer-text")).ToHaveTextAsync("Adapter answers.");
        await Expect(Base.Locator(".answer-meta")).ToHaveTextAsync(
            "medqa-scripted, base model · 2 tokens · 10 tokens/s · first token after 0.25 s · cut off at the length limit");
        await Expect(Adapted.Locator(".answer-meta")).ToHaveTextAsync(
            "medqa-scripted with pubmedqa, version 3 · 2 tokens · 10 tokens/s · first token after 0.25 s · finished");
        await Expect(Base.Locator("[data-part=decision-label]")).ToHaveTextAsync("yes");
        await Expect(Adapted.Locator("[data-part=decision-label]")).ToHaveTextAsync("maybe");
        await Expect(Page.Locator("#adapter-heading")).ToHaveTextAsync("With pubmedqa");
        Assert.All(Inference.Questions, static asked => Assert.Equal(["A passage."], asked.Passages));
        begun.Dispose();
    }

    [SkippableFact]
    public async Task Stop_WhileComparing_CancelsBothCalls()
    {
        await OpenAsync("/compare", new Script
        {
            Adapters = OneAdapter,
            Answer = static async (_, answering, ct) =>
            {
                await answering.StartAsync();
                await answering.SayAsync("Never");
                await Task.Delay(Timeout.Infinite, ct);
            },
        });
        await AskAsync("Is it so?");
        await Expect(Page.Locator(".answer-text")).ToHaveTextAsync(["Never", "Never"]);

        await Stop.ClickAsync();

        await Task.WhenAll(Inference.Questions.Select(static asked => asked.Cancelled)).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, Inference.Questions.Count);
        await Expect(Base.Locator(".answer-meta")).ToContainTextAsync("stopped");
        await Expect(Adapted.Locator(".answer-meta")).ToContainTextAsync("stopped");
    }

    [SkippableFact]
    public async Task Open_WithoutAdapter_SaysHowToMakeOne()
    {
        await OpenAsync("/compare", new Script { Adapters = [new("foreign", Compatible: false)] });

        await Expect(Page.Locator("#no-adapter")).ToBeVisibleAsync();
        await Expect(Page.Locator("#no-adapter pre")).ToContainTextAsync("--project MedQa.Trainer");
        await Expect(Page.Locator("#compare")).ToBeHiddenAsync();
        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
    }
}
