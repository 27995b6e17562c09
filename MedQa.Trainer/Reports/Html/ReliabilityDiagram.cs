using MedQa.Trainer.Metrics;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports.Html;

/// <summary>Accuracy by confidence: a bar for each bin with rows, a mark at its mean confidence, the diagonal where both are equal.</summary>
internal static class ReliabilityDiagram
{
    private const double Left = 44;
    private const double Top = 28;
    private const double Side = 220;

    /// <param name="title">Whose decisions.</param>
    /// <param name="series">CSS class of the model.</param>
    /// <param name="calibration">The bins.</param>
    public static SafeHtml Of(string title, string series, Calibration calibration)
    {
        var bins = calibration.Bins.Where(b => b.Count > 0).Select(b => new Bar(b.Low, b.High, b.Count, b.MeanConfidence ?? 0, b.Accuracy ?? 0)).ToList();
        return SafeHtml.Of($"""
            <svg viewBox="0 0 360 286" role="img" aria-label="{Spoken(title, bins)}">
            <text class="chart-title" x="12" y="14">{title}</text>
            {SafeHtml.Each(Enumerable.Range(0, 6), i => Grid(i / 5.0))}
            {SafeHtml.Each(bins, b => SafeHtml.Of($"<rect class=\"bar {series}\" x=\"{X(b.Low) + 1}\" y=\"{Y(b.Accuracy)}\" width=\"{Math.Max(1, X(b.High) - X(b.Low) - 2)}\" height=\"{Y(0) - Y(b.Accuracy)}\"><title>{Bin(b)}</title></rect>"))}
            <path class="diagonal" d="M{X(0)} {Y(0)}L{X(1)} {Y(1)}"/>
            {SafeHtml.Each(bins, b => ChartMark.Of(series, X(b.Confidence), Y(b.Accuracy)))}
            {SafeHtml.Each(bins, b => SafeHtml.Of($"<text class=\"tick\" text-anchor=\"middle\" x=\"{(X(b.Low) + X(b.High)) / 2}\" y=\"{Y(0) + 28}\">{b.Count}</text>"))}
            <text class="tick" x="{X(1) + 10}" y="{Y(0) + 28}">rows</text>
            </svg>
            """);
    }

    private static SafeHtml Grid(double part) => SafeHtml.Of($"""
        <path class="grid" d="M{X(0)} {Y(part)}H{X(1)}"/><text class="tick" text-anchor="end" x="{Left - 5}" y="{Y(part) + 4}">{Math.Round(100 * part)}</text><text class="tick" text-anchor="middle" x="{X(part)}" y="{Y(0) + 14}">{Math.Round(100 * part)}</text>
        """);

    private static double X(double part) => Left + (part * Side);

    private static double Y(double part) => Top + ((1 - part) * Side);

    private static string Bin(Bar bin) => $"confidence {Percent(bin.Confidence)}, accuracy {Percent(bin.Accuracy)}, {bin.Count} rows";

    private static string Spoken(string title, IEnumerable<Bar> bins) => $"{title}, reliability diagram. {string.Join("; ", bins.Select(Bin))}.";

    private sealed record Bar(double Low, double High, int Count, double Confidence, double Accuracy);
}
