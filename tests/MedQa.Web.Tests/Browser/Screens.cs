using Microsoft.Playwright;

namespace MedQa.Web.Tests.Browser;

/// <summary>The screens that pages are looked at on: a desk's and two phones'.</summary>
public static class Screens
{
    /// <summary>Width, height and colours.</summary>
    public static TheoryData<int, int, ColorScheme> All { get; } = new()
    {
        { 1280, 800, ColorScheme.Light },
        { 1280, 800, ColorScheme.Dark },
        { 390, 844, ColorScheme.Light },
        { 390, 844, ColorScheme.Dark },
        { 320, 600, ColorScheme.Light },
    };
}
