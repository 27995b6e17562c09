using System.Collections.Concurrent;
using MedQa.Web.Tests.Server;
using Microsoft.Playwright;

namespace MedQa.Web.Tests.Browser;

/// <summary>A test in a fresh browser profile. At its end the console holds no error: a script that threw, or one that the policy blocked.</summary>
[Collection(InChromium.Name)]
public abstract class BrowserTest(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _consoleErrors = new();
    private IBrowserContext? _context;

    protected WebApp Web => fixture.Web;

    protected ScriptedInference Inference => fixture.Web.Inference;

    protected IPage Page { get; private set; } = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        Assert.Empty(_consoleErrors);
    }

    /// <summary>Opens a page while the service follows the script; skips the test where there is no Chromium.</summary>
    protected async Task OpenAsync(string path, Script script, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        Skip.If(fixture.Browser is null, Chromium.Missing);
        Inference.Follow(script);
        _context = await fixture.Browser!.NewContextAsync(new()
        {
            BaseURL = Web.Address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
        });
        _context.SetDefaultTimeout(15_000);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _consoleErrors.Enqueue(error);
        Page.Console += (_, message) =>
        {
            // Chromium itself reports each reply of status 400 and above; those are what some tests are about.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && !IsExpected(message.Text))
            {
                _consoleErrors.Enqueue(message.Text);
            }
        };
        await Page.GotoAsync(path);
    }

    /// <summary>Whether a test is about this error in the console.</summary>
    protected virtual bool IsExpected(string consoleError) => false;

    protected ILocator Question => Page.GetByLabel("Question", new() { Exact = true });

    protected ILocator Passage => Page.Locator("#passage");

    protected ILocator Send => Page.Locator("#send");

    protected ILocator Stop => Page.Locator("#stop");

    protected ILocator Exchanges => Page.Locator(".exchange");

    protected async Task AskAsync(string question, string passage = "")
    {
        if (passage.Length > 0)
        {
            await Passage.FillAsync(passage);
        }

        await Question.FillAsync(question);
        await Send.ClickAsync();
    }

    /// <summary>Asserts that nothing is wider than the screen.</summary>
    protected async Task AssertFitsAsync() =>
        Assert.True(
            await Page.EvaluateAsync<bool>("document.scrollingElement.scrollWidth <= window.innerWidth"),
            $"The page scrolls sideways: {await Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth")} pixels wide.");

    protected static IPageAssertions Expect(IPage page) => Assertions.Expect(page);

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
