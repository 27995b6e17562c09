using System.Text.Json;
using MedQa.Library.Tests.Starter;

namespace MedQa.Library.Tests.Grounding;

/// <summary>An order to a model, as somebody might hide it in a page.</summary>
/// <param name="Style">How it goes about it.</param>
/// <param name="Text">The order.</param>
internal sealed record Injection(string Style, string Text)
{
    public static IReadOnlyList<Injection> All { get; } = JsonSerializer.Deserialize<List<Injection>>(
        File.ReadAllText(Path.Combine(StarterFolder.Repository, "tests", "MedQa.Library.Tests", "Grounding", "injections.json")), JsonSerializerOptions.Web)!;
}
