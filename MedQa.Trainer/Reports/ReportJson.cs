using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedQa.Trainer.Reports;

/// <summary>How a report is written and read: camel case, the same bytes for the same report.</summary>
internal static class ReportJson
{
    /// <summary>For the whole report.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DictionaryKeyPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>For one row a line.</summary>
    public static JsonSerializerOptions Lines { get; } = new(Options) { WriteIndented = false };
}
