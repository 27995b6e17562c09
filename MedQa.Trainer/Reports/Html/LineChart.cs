using System.Globalization;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports.Html;

/// <summary>Values over labels in order, such as years.</summary>
internal static class LineChart
{
    private const double Width = 360;
    private const double Left = 40;
    private const double Right = 346;
    private const double Top = 28;
    private const double Bottom = 196;
    private const int MostLabels = 8;

    /// <param name="title">What is shown.</param>
    /// <param name="labels">Of the horizontal axis; at least one.</param>
    /// <param name="series">One line each.</param>
    /// <param name="percent">Whether values are parts of 1, or counts.</param>
    public static SafeHtml Of(string title, IReadOnlyList<string> labels, IReadOnlyList<LineSeries> series, bool percent)
    {
        var most = series.SelectMany(s => s.Values).OfType<double>().DefaultIfEmpty().Max();
        var top = percent ? Math.Max(0.1, Math.Ceiling(most * 10) / 10) : Nice(most);
        var every = (int)Math.Ceiling(labels.Count / (double)MostLabels);
        return SafeHtml.Of($"""
            <svg viewBox="0 0 {Width} 220" role="img" aria-label="{Spoken(title, labels, series, percent)}">
            <text class="chart-title" x="12" y="14">{title}</text>
            {SafeHtml.Each(Enumerable.Range(0, 5), i => SafeHtml.Of($"<path class=\"grid\" d=\"M{Left} {Y(top * i / 4)}H{Right}\"/><text class=\"tick\" text-anchor=\"end\" x=\"{Left - 5}\" y=\"{Y(top * i / 4) + 4}\">{Written(top * i / 4, percent)}</text>"))}
            {SafeHtml.Each(Enumerable.Range(0, labels.Count).Where(i => i % every == 0), i => SafeHtml.Of($"<text class=\"tick\" text-anchor=\"middle\" x=\"{X(i)}\" y=\"{Bottom + 16}\">{labels[i]}</text>"))}
            {SafeHtml.Each(series, Line)}
            </svg>
            """);

        double X(int i) => labels.Count == 1 ? (Left + Right) / 2 : Left + 8 + (i * (Right - Left - 16) / (labels.Count - 1));

        double Y(double value) => Bottom - (value / top * (Bottom - Top));

        SafeHtml Line(LineSeries line)
        {
            var points = line.Values.Select((v, i) => (V: v, X: X(i))).Where(p => p.V is not null).Select(p => (p.X, Y: Y(p.V!.Value))).ToList();
            var path = SafeHtml.Join(points.Select((p, i) => i == 0 ? SafeHtml.Of($"M{p.X} {p.Y}") : SafeHtml.Of($"L{p.X} {p.Y}")));
            return SafeHtml.Of($"<path class=\"line {line.Class}\" d=\"{path}\"/>{SafeHtml.Each(points, p => ChartMark.Of(line.Class, p.X, p.Y))}");
        }
    }

    /// <summary>The next of 4, 8, 20, 40, 80 …, which four grid lines divide.</summary>
    private static double Nice(double most)
    {
        var unit = 4.0;
        while (unit < most)
        {
            unit *= unit.ToString(CultureInfo.InvariantCulture)[0] == '8' ? 2.5 : 2;
        }

        return unit;
    }

    private static string Written(double value, bool percent) => percent ? Percent(value) : value.ToString("0", CultureInfo.InvariantCulture);

    private static string Spoken(string title, IReadOnlyList<string> labels, IReadOnlyList<LineSeries> series, bool percent) =>
        $"{title}. {string.Join("; ", series.Select(s => $"{s.Name}: {string.Join(", ", s.Values.Select((v, i) => (v, i)).Where(p => p.v is not null).Select(p => $"{labels[p.i]} {Written(p.v!.Value, percent)}"))}"))}.";
}
