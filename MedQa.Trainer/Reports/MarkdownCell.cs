namespace MedQa.Trainer.Reports;

/// <summary>Text that may stand in a Markdown table's cell.</summary>
internal static class MarkdownCell
{
    public static string Of(string text) =>
        text.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
}
