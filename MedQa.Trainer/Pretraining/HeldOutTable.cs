using System.Globalization;
using System.Text;

namespace MedQa.Trainer.Pretraining;

/// <summary>The held-out figures for people.</summary>
internal static class HeldOutTable
{
    /// <summary>A Markdown table.</summary>
    public static string Markdown(IReadOnlyList<HeldOutFigure> figures)
    {
        var text = new StringBuilder("| source | rows | characters | tokens | bits a character | perplexity a token |\n|---|---|---|---|---|---|\n");
        foreach (var f in figures)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {f.Source} | {f.Rows} | {f.Characters} | {f.Tokens} | {Number(f.BitsPerCharacter, "0.000")} | {Number(f.Perplexity, "0.00")} |\n");
        }

        return text.ToString();
    }

    /// <summary>Bits a character of each source, on one line.</summary>
    public static string OneLine(IReadOnlyList<HeldOutFigure> figures) =>
        "held-out bits a character: " + string.Join(", ", figures.Select(f => $"{f.Source} {Number(f.BitsPerCharacter, "0.000")}"));

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
