namespace MedQa.Trainer.Reports.Html;

/// <summary>A point of a series: series differ in shape as well as in colour.</summary>
internal static class ChartMark
{
    /// <param name="series">The series' CSS classes.</param>
    public static SafeHtml Of(string series, double x, double y) => series.StartsWith("tuned", StringComparison.Ordinal)
        ? SafeHtml.Of($"<rect class=\"mark {series}\" x=\"{x - 4}\" y=\"{y - 4}\" width=\"8\" height=\"8\"/>")
        : SafeHtml.Of($"<circle class=\"mark {series}\" cx=\"{x}\" cy=\"{y}\" r=\"4.5\"/>");
}
