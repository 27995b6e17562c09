using Microsoft.Playwright;

namespace MedQa.Web.Tests.Browser;

/// <summary>Pictures of the pages, for people: left in the folder that MEDQA_SCREENSHOTS names, if it is set.</summary>
internal static class Screenshots
{
    public static async Task TakeAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("MEDQA_SCREENSHOTS") is { Length: > 0 } folder)
        {
            // Past the bars' transition.
            await page.WaitForTimeoutAsync(400);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"web-{name}.png") });
        }
    }
}
