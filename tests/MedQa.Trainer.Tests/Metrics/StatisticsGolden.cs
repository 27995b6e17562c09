using System.Text.Json;
using MedQa.Model.Tests;

namespace MedQa.Trainer.Tests.Metrics;

/// <summary>What scipy, statsmodels and scikit-learn give for made-up numbers (tests/goldens/statistics).</summary>
internal static class StatisticsGolden
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web);

    public static JsonElement Load(string part)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Goldens.Require("statistics/statistics.json")));
        return file.RootElement.GetProperty(part).Clone();
    }

    public static T Load<T>(string part) => Load(part).Deserialize<T>(_options)!;

    /// <summary>Equal to this part of the value.</summary>
    public static void AssertClose(double expected, double actual, string what, double tolerance = 1e-12) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(Math.Abs(expected), 1e-290), $"{what}: {actual:R} instead of {expected:R}");
}
