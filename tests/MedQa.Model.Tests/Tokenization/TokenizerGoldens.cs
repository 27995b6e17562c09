using System.Text.Json;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Finds the tokenizers' golden cases and the files that they were made with.</summary>
internal static class TokenizerGoldens
{
    /// <summary>The folder that holds <c>shared</c>'s goldens, models and tokenizers, from this repository's root.</summary>
    private static readonly string Root = FindRoot();

    public static string Goldens => Path.GetFullPath(Environment.GetEnvironmentVariable("MEDQA_GOLDENS") ?? Path.Combine(Root, "../shared/goldens"), Root);

    public static string Models => Path.GetFullPath(Environment.GetEnvironmentVariable("MEDQA_MODELS") ?? Path.Combine(Root, "../shared/models"), Root);

    public static string RepositoryRoot => Root;

    /// <summary>A path of the golden files' own naming (<c>tokenizers/…</c>, <c>models/…</c>), which begins beside the models folder.</summary>
    public static string Shared(params string[] parts)
        => parts[0] == "models" ? Path.Combine([Models, .. parts[1..]]) : Path.Combine([Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Models))!, .. parts]);

    public static JsonElement Read(string name)
    {
        var path = RequireFile(Path.Combine(Goldens, name));
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    public static string RequireFile(string path)
    {
        Skip.IfNot(File.Exists(path), $"{path} is not there.");
        return path;
    }

    public static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MedQa.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("MedQa.sln is in no folder above the tests.");
    }
}
