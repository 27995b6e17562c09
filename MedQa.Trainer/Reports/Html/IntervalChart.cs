using MedQa.Trainer.Metrics;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports.Html;

/// <summary>Figures with their intervals as dots and whiskers on one scale.</summary>
internal static class IntervalChart
{
    private const double Width = 360;
    private const double Left = 12;
    private const double Right = 348;
    private const double Top = 24;
    private const double PairHeight = 46;

    /// <param name="title">What is shown, with its unit.</param>
    /// <param name="pairs">Parts of 1; at least one.</param>
    public static SafeHtml Of(string title, IReadOnlyList<IntervalPair> pairs)
    {
        var all = pairs.SelectMany(p => p.FineTuned is { } tuned ? [p.Baseline, tuned] : (Interval[])[p.Baseline]).ToList();
        var low = Math.Floor(all.Min(i => Math.Min(i.Low, i.Value)) * 10) / 10;
        var high = Math.Max(low + 0.1, Math.Ceiling(all.Max(i => Math.Max(i.High, i.Value)) * 10) / 10);
        var bottom = Top + (pairs.Count * PairHeight);
        var step = high - low > 0.55 ? 0.2 : 0.1;
        var ticks = Enumerable.Range(0, 12).Select(i => low + (i * step)).TakeWhile(t => t <= high + 1e-9).ToList();
        return SafeHtml.Of($"""
            <svg viewBox="0 0 {Width} {bottom + 22}" role="img" aria-label="{Spoken(title, pairs)}">
            <text class="chart-title" x="{Left}" y="14">{title}</text>
            {SafeHtml.Each(ticks, t => SafeHtml.Of($"<path class=\"grid\" d=\"M{X(t)} {Top}V{bottom}\"/><text class=\"tick\" text-anchor=\"middle\" x=\"{X(t)}\" y=\"{bottom + 15}\">{Math.Round(100 * t)}</text>"))}
            {SafeHtml.Join(pairs.Select((p, i) => Pair(p, Top + (i * PairHeight))))}
            </svg>
            """);

        double X(double part) => Left + 4 + ((part - low) / (high - low) * (Right - Left - 8));

        SafeHtml Pair(IntervalPair pair, double y)
        {
            var figures = pair.FineTuned is { } t ? $"{Percent(pair.Baseline.Value)} → {Percent(t.Value)}" : Percent(pair.Baseline.Value);
            return SafeHtml.Of($"""
                <text x="{Left}" y="{y + 14}">{pair.Name}</text><text class="value" text-anchor="end" x="{Right}" y="{y + 14}">{figures}</text>
                {Whisker("baseline", pair.Baseline, y + 24)}{(pair.FineTuned is { } tuned ? Whisker("tuned", tuned, y + 35) : SafeHtml.Empty)}
                """);
        }

        SafeHtml Whisker(string series, Interval interval, double y) => SafeHtml.Of(
            $"<path class=\"line {series}\" d=\"M{X(interval.Low)} {y}H{X(interval.High)}\"/>{ChartMark.Of(series, X(interval.Value), y)}");
    }

    private static string Spoken(string title, IEnumerable<IntervalPair> pairs) =>
        $"{title}. {string.Join("; ", pairs.Select(p => $"{p.Name}: baseline {Percent(p.Baseline)}{(p.FineTuned is { } t ? $", fine-tuned {Percent(t)}" : "")}"))}.";
}
