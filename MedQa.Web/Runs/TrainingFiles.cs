using System.Text.Json;

namespace MedQa.Web.Runs;

/// <summary>Reads what a training run left beside its adapter. The files come from a store that others write to.</summary>
internal static class TrainingFiles
{
    /// <summary>The losses: <c>training.json</c>.</summary>
    public const string Losses = "training.json";

    /// <summary>The options: <c>training-options.json</c>.</summary>
    public const string Options = "training-options.json";

    /// <summary>The model card.</summary>
    public const string Card = "README.md";

    private const int MostPoints = 10_000;
    private const int MostOptions = 200;
    private const int MostCharacters = 500;

    private static readonly JsonDocumentOptions _json = new() { MaxDepth = 16 };

    /// <summary>The losses in the run's order, and the step whose weights were kept; null where the file is none.</summary>
    public static (IReadOnlyList<LossPoint> Points, int? KeptStep)? ReadLosses(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, _json);
            var points = document.RootElement.GetProperty("history").EnumerateArray().Take(MostPoints)
                .Select(p => new LossPoint(p.GetProperty("step").GetInt32(), Loss(p, "trainingLoss"), Loss(p, "evaluationLoss"))).ToList();
            return (points, document.RootElement.TryGetProperty("keptStep", out var kept) ? kept.GetInt32() : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The options by name, those in objects as <c>lora.rank</c>; null where the file is none.</summary>
    public static IReadOnlyList<(string Name, string Value)>? ReadOptions(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, _json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? [.. Flatten("", document.RootElement).Take(MostOptions)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double? Loss(JsonElement point, string name) =>
        point.TryGetProperty(name, out var loss) && loss.ValueKind == JsonValueKind.Number && loss.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;

    private static IEnumerable<(string Name, string Value)> Flatten(string prefix, JsonElement element)
    {
        foreach (var property in element.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
        {
            var name = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in Flatten($"{name}.", property.Value))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (Short(name), Short(Written(property.Value)));
            }
        }
    }

    private static string Written(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Take(MostOptions).Select(Written)) : value.ToString();

    private static string Short(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
}
