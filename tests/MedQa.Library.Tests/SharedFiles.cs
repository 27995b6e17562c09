namespace MedQa.Library.Tests;

/// <summary>
/// Finds goldens (<c>MEDQA_GOLDENS</c>, default <c>../shared/goldens</c> beside the repository) and models (<c>MEDQA_MODELS</c>, default
/// <c>../shared/models</c>); skips the test, saying where it looked, where there are none.
/// </summary>
internal static class SharedFiles
{
    public static string RequireGolden(string name) => Require("MEDQA_GOLDENS", "goldens", name);

    public static string RequireModel(string name) => Require("MEDQA_MODELS", "models", name);

    private static string Require(string variable, string folder, string name)
    {
        var root = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : Path.Combine(Repository(), "..", "shared", folder);
        var path = Path.GetFullPath(Path.Combine(root, name));
        Skip.IfNot(Path.Exists(path), $"Not found: {path} (set {variable}).");
        return path;
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MedQa.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"MedQa.sln was not found above {AppContext.BaseDirectory}.");
    }
}
