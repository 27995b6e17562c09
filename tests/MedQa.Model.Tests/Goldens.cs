namespace MedQa.Model.Tests;

/// <summary>
/// Finds the cases that the reference libraries made, and the models and data to try them with. Golden cases lie in
/// <c>MEDQA_GOLDENS</c> (default <c>../shared/goldens</c> beside the repository), the tiny random-weight ones also in
/// <c>tests/goldens</c>; models in <c>MEDQA_MODELS</c> (default <c>../shared/models</c>), with <c>tokenizers</c>,
/// <c>pubmedqa</c> and <c>corpus</c> beside that folder.
/// </summary>
public static class Goldens
{
    /// <summary>The repository's root: the folder above the test's output that holds MedQa.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The path of a golden case (<c>tiny-mistral</c>, <c>smollm2.json</c>), or null where there is none.</summary>
    public static string? Find(string name) => FirstThatExists(GoldenPlaces(name));

    /// <summary>The path of a golden case; skips the test, saying where it was looked for, where there is none.</summary>
    public static string Require(string name) => RequireOneOf(GoldenPlaces(name), "MEDQA_GOLDENS");

    /// <summary>The path of a model (<c>stories260K/tok512.bin</c>), or null where there is none.</summary>
    public static string? Models(string name) => FirstThatExists(ModelPlaces(name));

    /// <summary>The path of a model; skips the test where there is none.</summary>
    public static string RequireModel(string name) => RequireOneOf(ModelPlaces(name), "MEDQA_MODELS");

    /// <summary>The path of something beside the models folder (<c>tokenizers/medqa-8k/tokenizer.model</c>), or null where there is none.</summary>
    public static string? BesideModels(string name) => FirstThatExists(BesidePlaces(name));

    /// <summary>The path of something beside the models folder; skips the test where there is none.</summary>
    public static string RequireBesideModels(string name) => RequireOneOf(BesidePlaces(name), "MEDQA_MODELS");

    private static string[] GoldenPlaces(string name) =>
        [Path.Combine(Folder("MEDQA_GOLDENS", "goldens"), name), Path.Combine(Repository, "tests", "goldens", name)];

    private static string[] ModelPlaces(string name) => [Path.Combine(Folder("MEDQA_MODELS", "models"), name)];

    private static string[] BesidePlaces(string name) => [Path.GetFullPath(Path.Combine(Folder("MEDQA_MODELS", "models"), "..", name))];

    private static string Folder(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder
            ? Path.GetFullPath(folder)
            : Path.GetFullPath(Path.Combine(Repository, "..", "shared", name));

    private static string? FirstThatExists(string[] places) => Array.Find(places, Path.Exists);

    private static string RequireOneOf(string[] places, string variable)
    {
        var found = FirstThatExists(places);
        Skip.If(found is null, $"Not found: {string.Join(" nor ", places)} (set {variable}).");
        return found!;
    }

    private static string FindRepository()
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
