using System.Globalization;
using System.Text;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.CrossValidation;

/// <summary>A cross-validation as a table: <c>folds.md</c>.</summary>
internal static class FoldReport
{
    /// <summary>The file's name.</summary>
    public const string FileName = "folds.md";

    /// <summary>A row a fold, then the mean and the spread over the folds.</summary>
    public static string Markdown(CrossValidationResult result)
    {
        var text = new StringBuilder("| fold | rows | kept step | steps | evaluation loss | accuracy, % | macro-F1, % |\n|---|---|---|---|---|---|---|\n");
        foreach (var (run, fold) in result.Folds.Runs.Zip(result.Report.Folds))
        {
            var loss = run.Kept?.EvaluationLoss?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "–";
            text.Append(CultureInfo.InvariantCulture, $"| {run.Number} | {run.HeldOut.Count} | {run.KeptStep} | {run.Steps} | {loss} | {100 * fold.Accuracy:0.0} | {100 * fold.MacroF1:0.0} |\n");
        }

        var leading = MethodNames.Of(result.Report.Settings.Leading);
        return text.Append(CultureInfo.InvariantCulture, $"\nDecisions {leading}. {Line("Accuracy", result, f => f.Accuracy)} {Line("Macro-F1", result, f => f.MacroF1)}\n").ToString();
    }

    private static string Line(string name, CrossValidationResult result, Func<FoldResult, double> figure)
    {
        var spread = Spread.Of([.. result.Report.Folds.Select(f => 100 * figure(f))]);
        return string.Create(CultureInfo.InvariantCulture, $"{name} {spread.Mean:0.0} ± {spread.StandardDeviation:0.0} (mean and sample standard deviation over the folds).");
    }
}
