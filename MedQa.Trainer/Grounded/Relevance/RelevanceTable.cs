using System.Globalization;
using System.Text;

namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>A fit in words: the curve, the chosen threshold and the weights.</summary>
internal static class RelevanceTable
{
    private const int Steps = 20;

    /// <summary>The curve's rows: threshold, answered and declined in percent.</summary>
    public static IEnumerable<(string Threshold, string Answered, string Declined)> Rows(RelevanceFit fit) =>
        fit.Curve.Points(Steps).Append(fit.Chosen).OrderBy(p => p.Threshold).Select(p => (
            Number(p.Threshold) + (p == fit.Chosen ? " (chosen)" : ""), Percent(p.Answered), Percent(p.Declined)));

    /// <summary>What the curve's figures are.</summary>
    public static string Explanation(RelevanceFit fit, int folds) => string.Create(
        CultureInfo.InvariantCulture,
        $"By {folds}-fold cross-validation, ridge {fit.Ridge:0.##}, log-loss {fit.LogLoss:0.000}. On questions that neither weights nor ridge nor threshold saw (nested): {Percent(fit.Nested.Answered)}% answered, {Percent(fit.Nested.Declined)}% declined.");

    /// <summary>What the chosen threshold gives each group, in words.</summary>
    public static string Groups(RelevanceFit fit) => string.Join("; ", fit.Curve.Groups(fit.Chosen.Threshold).Select(g => g.Answerable
        ? FormattableString.Invariant($"{g.Group}: {g.Answered} of {g.Count} answered")
        : FormattableString.Invariant($"{g.Group}: {g.Count - g.Answered} of {g.Count} declined"))) + ".";

    /// <summary>All of it as Markdown.</summary>
    public static string ToMarkdown(string title, RelevanceFit fit, int folds)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{Explanation(fit, folds)}\n\n| Threshold | Answerable: answered | Unanswerable: declined |\n|---|---|---|\n");
        foreach (var (threshold, answered, declined) in Rows(fit))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {threshold} | {answered} | {declined} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nWith the chosen threshold, {Groups(fit)}\n");
        text.Append("\n| Feature | Mean | Standard deviation | Weight |\n|---|---|---|---|\n");
        foreach (var (name, weight) in fit.Weights.Features)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {weight.Mean:0.000} | {weight.Scale:0.000} | {weight.Weight:+0.000;-0.000;0.000} |\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"| (bias) | | | {fit.Weights.Bias:+0.000;-0.000;0.000} |\n").ToString();
    }

    private static string Number(double value) => value.ToString("0.00##", CultureInfo.InvariantCulture);

    private static string Percent(double part) => (100 * part).ToString("0.0", CultureInfo.InvariantCulture);
}
