using MedQa.Model.Tests;

namespace MedQa.Trainer.Tests.Grounded;

/// <summary>The repository's questions and the pages that they are about.</summary>
internal static class QuestionFiles
{
    /// <summary>The folder of the questions.</summary>
    public static string Folder { get; } = Path.Combine(Goldens.Repository, "benchmarks", "grounding");

    /// <summary>The folder of the pages.</summary>
    public static string Pages { get; } = Path.Combine(Goldens.Repository, "library", "starter");

    /// <summary>A page's text under each heading, its lines joined.</summary>
    public static Dictionary<string, string> Sections(string file) =>
        File.ReadAllText(Path.Combine(Pages, file)).Split("\n## ").Skip(1).Select(section => section.Split('\n', 2))
            .ToDictionary(section => section[0], section => string.Join(' ', section[1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
