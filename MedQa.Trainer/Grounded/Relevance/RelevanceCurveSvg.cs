using System.Globalization;
using System.Text;

namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>The curve as a picture that needs nothing else: the threshold across, what is answered and what is declined upwards.</summary>
internal static class RelevanceCurveSvg
{
    private const double Left = 56;
    private const double Right = 616;
    private const double Top = 48;
    private const double Bottom = 328;

    /// <summary>Draws it.</summary>
    /// <param name="title">What is shown; may hold any text.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="chosen">The threshold to mark.</param>
    public static string Of(string title, RelevanceCurve curve, RelevancePoint chosen)
    {
        var points = curve.Points(100);
        var text = new StringBuilder();
        var label = System.Security.SecurityElement.Escape(title);
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\" role=\"img\" aria-label=\"{label}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">");
        text.Append("<rect width=\"640\" height=\"400\" fill=\"#ffffff\"/>\n");
        Add($"<text x=\"16\" y=\"26\" font-size=\"15\" fill=\"#1f2937\">{label}</text>");
        foreach (var part in (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            Add($"<path d=\"M{Text(Left)} {Y(part)}H{Text(Right)}\" stroke=\"#e5e7eb\"/>");
            Add($"<text x=\"{Text(Left - 8)}\" y=\"{Y(part, 4)}\" text-anchor=\"end\" fill=\"#4b5563\">{part:0%}</text>");
            Add($"<text x=\"{X(part)}\" y=\"{Text(Bottom + 20)}\" text-anchor=\"middle\" fill=\"#4b5563\">{part:0.##}</text>");
        }

        Add($"<text x=\"{Text((Left + Right) / 2)}\" y=\"{Text(Bottom + 40)}\" text-anchor=\"middle\" fill=\"#4b5563\">threshold</text>");
        Add($"<path d=\"M{X(chosen.Threshold)} {Text(Top)}V{Text(Bottom)}\" stroke=\"#6b7280\" stroke-dasharray=\"2 4\"/>");
        Line("#1d4ed8", "", points.Select(p => (p.Threshold, p.Answered)));
        Line("#b45309", "7 4", points.Select(p => (p.Threshold, p.Declined)));
        Key(Left, "#1d4ed8", "", $"answerable: answered (here {chosen.Answered:0.0%})");
        Key(Left + 290, "#b45309", "7 4", $"unanswerable: declined (here {chosen.Declined:0.0%})");
        return text.Append("</svg>\n").ToString();

        void Line(string colour, string dashes, IEnumerable<(double X, double Y)> at) =>
            Add($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-dasharray=\"{dashes}\" points=\"{string.Join(' ', at.Select(p => $"{X(p.X)},{Y(p.Y)}"))}\"/>");

        void Key(double x, string colour, string dashes, FormattableString words)
        {
            Add($"<path d=\"M{Text(x)} 386h28\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-dasharray=\"{dashes}\"/>");
            Add($"<text x=\"{Text(x + 36)}\" y=\"390\" fill=\"#1f2937\">{words.ToString(CultureInfo.InvariantCulture)}</text>");
        }

        void Add(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string X(double part) => Text(Left + (part * (Right - Left)));

    private static string Y(double part, double below = 0) => Text(Bottom - (part * (Bottom - Top)) + below);

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
