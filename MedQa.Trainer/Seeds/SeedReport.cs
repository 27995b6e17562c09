using System.Globalization;
using System.Text;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Seeds;

/// <summary>Writes a summary of seeds: <c>seeds.json</c> and <c>seeds.md</c>.</summary>
internal static class SeedReport
{
    /// <summary>Writes both files.</summary>
    public static void Write(SeedSummary summary, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "seeds.json"), OptionsFile.ToJson(summary));
        File.WriteAllText(Path.Combine(folder, "seeds.md"), Markdown(summary));
    }

    /// <summary>A table with a row a seed, then the mean and the spread.</summary>
    public static string Markdown(SeedSummary summary)
    {
        var isScored = summary.Seeds.Any(s => s.MacroF1 is not null);
        var text = new StringBuilder($"| seed | evaluation loss |{(isScored ? " macro-F1, % | accuracy, % |" : "")} kept step | steps | seconds |\n|---|---|{(isScored ? "---|---|" : "")}---|---|---|\n");
        foreach (var seed in summary.Seeds)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {seed.Seed} | {Loss(seed.EvaluationLoss)} |{(isScored ? $" {Percent(seed.MacroF1)} | {Percent(seed.Accuracy)} |" : "")} {seed.KeptStep} | {seed.Steps} | {seed.Seconds:0} |\n");
        }

        if (summary.EvaluationLoss is { } spread)
        {
            text.Append('\n').Append(Line(spread)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The spread in a line.</summary>
    public static string Line(Spread spread) => string.Create(
        CultureInfo.InvariantCulture,
        $"Evaluation loss {spread.Mean:0.0000} ± {Loss(spread.StandardDeviation)} (mean and sample standard deviation), from {spread.Lowest:0.0000} to {spread.Highest:0.0000}.");

    private static string Percent(double? part) => (100 * part)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–";

    private static string Loss(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "–";
}
