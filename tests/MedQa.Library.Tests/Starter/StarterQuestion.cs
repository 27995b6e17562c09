using System.Text.Json;

namespace MedQa.Library.Tests.Starter;

/// <summary>
/// A question in everyday words and the page that must answer it. The list (<c>Starter/questions.json</c>) is frozen: it measures
/// retrieval, so neither pages nor settings are fitted to it.
/// </summary>
/// <param name="Question">As a person without medical training would ask.</param>
/// <param name="File">The page's file name.</param>
internal sealed record StarterQuestion(string Question, string File)
{
    /// <summary>All questions, in the file's order.</summary>
    public static IReadOnlyList<StarterQuestion> All { get; } = Load();

    private static List<StarterQuestion> Load()
    {
        using var file = System.IO.File.OpenRead(Path.Combine(StarterFolder.Repository, "tests", "MedQa.Library.Tests", "Starter", "questions.json"));
        return JsonSerializer.Deserialize<List<StarterQuestion>>(file, JsonSerializerOptions.Web)!;
    }
}
