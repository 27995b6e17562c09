namespace MedQa.Inference.Tests;

/// <summary>The folder that the tests were built in.</summary>
internal static class Checkout
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MedQa.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
