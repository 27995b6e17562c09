namespace MedQa.Web.Tests.Browser;

/// <summary>Where Chromium is on this machine: <c>MEDQA_CHROMIUM</c>, or its usual names on the path. Nothing is downloaded.</summary>
internal static class Chromium
{
    public const string Missing = "No Chromium: install the system's chromium package or name one in MEDQA_CHROMIUM.";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    /// <summary>As Playwright's tests of web pages are run in a container: no sandbox, and no traffic of the browser's own.</summary>
    public static string[] Arguments { get; } =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    public static string? Path { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MEDQA_CHROMIUM") is { Length: > 0 } named)
        {
            return named;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
