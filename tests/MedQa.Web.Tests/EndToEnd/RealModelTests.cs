using System.Text.RegularExpressions;
using MedQa.Web.Tests.Browser;
using Microsoft.Playwright;

namespace MedQa.Web.Tests.EndToEnd;

/// <summary>Browser, pages, gRPC and a real model on the CPU: nothing in between is scripted.</summary>
[Collection(InChromium.Name)]
public sealed class RealModelTests(BrowserFixture fixture)
{
    // A click from here could come after the last token of a short answer.
    private const string StopAtTheSecondAnswersFirstText = """
        () => new MutationObserver((_, observer) => {
          const answers = document.querySelectorAll('.answer-text');
          if (answers.length > 1 && answers[answers.length - 1].textContent !== '') {
            observer.disconnect();
            document.querySelector('#stop').click();
          }
        }).observe(document.body, { childList: true, characterData: true, subtree: true })
        """;

    [SkippableFact]
    public async Task Chat_ExampleQuestion_IsAnsweredDecidedAndCanBeStopped()
    {
        Skip.If(fixture.Browser is null, Chromium.Missing);
        Skip.If(InferenceProcess.Program is null, "MedQa.Inference is not built: build MedQa.sln.");
        Skip.If(InferenceProcess.Model is null, "No weights in models/medqa-mini, nor in smollm2-135m-instruct of the MEDQA_MODELS folder.");
        await using var inference = await InferenceProcess.StartAsync(InferenceProcess.Program!, InferenceProcess.Model!);
        await using var web = WebServer.Start(inference.Address);
        await using var context = await fixture.Browser!.NewContextAsync(new() { BaseURL = web.Address.ToString(), ViewportSize = new() { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(180_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await Eventually(page.Locator("#service-state")).ToHaveTextAsync("Ready", new() { Timeout = 60_000 });
        var model = await page.Locator("#model-name").InnerTextAsync();

        await page.Locator(".example:not([data-passage=''])").First.ClickAsync();
        await page.Locator("#send").ClickAsync();
        await Eventually(page.Locator(".answer-text")).Not.ToBeEmptyAsync(new() { Timeout = 180_000 });
        await Eventually(page.Locator(".answer-meta")).ToContainTextAsync("tokens/s", new() { Timeout = 180_000 });
        await Eventually(page.Locator(".answer-meta")).ToContainTextAsync($"{model}, base model");
        await Eventually(page.Locator(".decision")).ToBeVisibleAsync(new() { Timeout = 180_000 });

        var percentages = await page.EvaluateAsync<double[]>("[...document.querySelectorAll('.bar-fill')].map(fill => parseFloat(fill.style.inlineSize))");
        Assert.Equal(3, percentages.Length);
        Assert.Equal(100, percentages.Sum(), 1);
        Assert.Contains(await page.Locator("[data-part=decision-label]").InnerTextAsync(), (string[])["yes", "no", "maybe"]);
        await Screenshots.TakeAsync(page, "real-model");

        await page.EvaluateAsync(StopAtTheSecondAnswersFirstText);
        await page.Locator("#question").FillAsync("What else does the passage say, in as many words as you can?");
        await page.Locator("#send").ClickAsync();
        await Eventually(page.Locator(".answer-meta").Last).ToContainTextAsync("stopped", new() { Timeout = 180_000 });
        await Eventually(page.Locator(".answer-text").Last).Not.ToBeEmptyAsync();
        await Eventually(page.Locator("#stop")).ToBeDisabledAsync();
        await Eventually(page.Locator("#service-state")).ToHaveTextAsync("Ready");
    }

    [SkippableFact]
    public async Task Chat_QuestionForTheStarterLibrary_IsAnsweredWithSourcesThatHoldIt()
    {
        Skip.If(fixture.Browser is null, Chromium.Missing);
        Skip.If(InferenceProcess.Program is null, "MedQa.Inference is not built: build MedQa.sln.");
        Skip.If(InferenceProcess.Model is null, "No weights in models/medqa-mini, nor in smollm2-135m-instruct of the MEDQA_MODELS folder.");
        await using var inference = await InferenceProcess.StartAsync(InferenceProcess.Program!, InferenceProcess.Model!, InferenceProcess.StarterLibrary);
        await using var web = WebServer.Start(inference.Address);
        await using var context = await fixture.Browser!.NewContextAsync(new() { BaseURL = web.Address.ToString(), ViewportSize = new() { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(180_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await Eventually(page.Locator("#library-facts")).ToHaveTextAsync(new Regex(@"^\d+ documents$"), new() { Timeout = 120_000 });

        await page.GetByRole(AriaRole.Button, new() { Name = "What should I do about a burn?" }).ClickAsync();
        await page.Locator("#send").ClickAsync();
        await Eventually(page.Locator(".answer-meta")).ToContainTextAsync("tokens/s", new() { Timeout = 180_000 });

        // From the library only: every sentence has its mark, and each mark opens a passage with a highlighted part.
        var cites = await page.Locator(".cite").AllAsync();
        Assert.NotEmpty(cites);
        await Eventually(page.Locator(".sentence")).ToHaveCountAsync(cites.Count);
        await Eventually(page.Locator(".unsupported-mark")).ToHaveCountAsync(0);
        foreach (var cite in cites)
        {
            await cite.ClickAsync();
            await Eventually(page.Locator("#source-panel mark")).Not.ToBeEmptyAsync();
        }

        await Eventually(page.Locator(".source-name").First).ToContainTextAsync("Burns and scalds");
        await Eventually(page.Locator("#source-panel .review-note")).ToHaveTextAsync("not clinically reviewed");
        await Screenshots.TakeAsync(page, "real-library");

        await page.Locator("#question").FillAsync("How much does an ultrasound scan cost?");
        await page.Locator("#send").ClickAsync();
        await Eventually(page.Locator(".answer-declined").Last).ToBeVisibleAsync(new() { Timeout = 180_000 });
        await page.Locator(".nearest-title").First.ClickAsync();
        await Eventually(page.Locator(".library-passage-text").First).Not.ToBeEmptyAsync();
    }

    [SkippableFact]
    public async Task Compare_FirstStart_BundledAdapterIsChosenAndBothAnswer()
    {
        Skip.If(fixture.Browser is null, Chromium.Missing);
        Skip.If(InferenceProcess.Program is null, "MedQa.Inference is not built: build MedQa.sln.");
        Skip.If(InferenceProcess.BundledAdapter is null, "No models/pubmedqa-mini, or no weights in models/medqa-mini.");
        await using var inference = await InferenceProcess.StartAsync(InferenceProcess.Program!, InferenceProcess.Model!, bundledAdapter: InferenceProcess.BundledAdapter);
        await using var web = WebServer.Start(inference.Address);
        await using var context = await fixture.Browser!.NewContextAsync(new() { BaseURL = web.Address.ToString(), ViewportSize = new() { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(180_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/compare");

        await Eventually(page.Locator("#adapter")).ToHaveValueAsync("pubmedqa-mini");
        await Eventually(page.Locator("#adapter-heading")).ToHaveTextAsync("With pubmedqa-mini");
        await Eventually(page.Locator("#adapter-summary")).Not.ToBeEmptyAsync();
        await page.Locator(".more-examples summary").ClickAsync();
        await page.Locator(".example:not([data-passage=''])").First.ClickAsync();
        await page.Locator("#send").ClickAsync();

        await Eventually(page.Locator("#base-side .answer-meta")).ToContainTextAsync(new Regex("^medqa-mini, base model .* tokens/s"), new() { Timeout = 180_000 });
        await Eventually(page.Locator("#adapter-side .answer-meta")).ToContainTextAsync(new Regex("^medqa-mini with pubmedqa-mini, version 1 .* tokens/s"), new() { Timeout = 180_000 });
        await Eventually(page.Locator("#base-side .decision")).ToBeVisibleAsync(new() { Timeout = 180_000 });
        await Eventually(page.Locator("#adapter-side .decision")).ToBeVisibleAsync(new() { Timeout = 180_000 });
        await Screenshots.TakeAsync(page, "real-compare");
    }

    private static ILocatorAssertions Eventually(ILocator locator) => Assertions.Expect(locator);
}
