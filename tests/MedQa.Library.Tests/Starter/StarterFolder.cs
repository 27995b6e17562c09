namespace MedQa.Library.Tests.Starter;

/// <summary>The starter library of the repository that the tests were built in.</summary>
internal static class StarterFolder
{
    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Path { get; } = System.IO.Path.Combine(Repository, "library", "starter");

    /// <summary>All pages, by file name.</summary>
    public static IReadOnlyList<StarterPage> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Path, "*.md")
            .Order(StringComparer.Ordinal)
            .Select(file => (Name: System.IO.Path.GetFileName(file), Source: File.ReadAllText(file)))
            .Where(file => StarterPage.IsPage(file.Source))
            .Select(file => StarterPage.Parse(file.Name, file.Source)),
    ];

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "MedQa.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"MedQa.sln was not found above {AppContext.BaseDirectory}.");
    }
}
