using System.Globalization;
using System.Text;

namespace MedQa.Benchmarks;

/// <summary>Results as a Markdown table.</summary>
internal static class ResultTable
{
    /// <summary>One row a result; times and rates as median (min to max).</summary>
    public static string Render(IEnumerable<BenchmarkResult> results)
    {
        var text = new StringBuilder("| engine | model | prompt | new | threads | first token, ms | tokens/s |\n|---|---|---|---|---|---|---|\n");
        foreach (var r in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {r.Engine} | {r.Model} | {r.PromptTokens} | {r.NewTokens} | {r.Threads} | {Text(r.FirstTokenMs, "0")} | {Text(r.TokensPerSecond, "0.0")} |\n");
        }

        return text.ToString();
    }

    private static string Text(Spread spread, string format) => string.Create(
        CultureInfo.InvariantCulture, $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)} ({spread.Min.ToString(format, CultureInfo.InvariantCulture)} to {spread.Max.ToString(format, CultureInfo.InvariantCulture)})");
}
