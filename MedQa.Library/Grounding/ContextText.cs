namespace MedQa.Library.Grounding;

/// <summary>How a passage stands in a prompt: what it is about, a colon, its text. Training pairs and served prompts are laid out alike.</summary>
public static class ContextText
{
    /// <summary><c>Asthma, Signs: The chest feels tight…</c>; the title and the innermost heading say what sentences leave out.</summary>
    public static string Of(string title, IReadOnlyList<string> headings, string text)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(headings);
        ArgumentNullException.ThrowIfNull(text);
        var heading = headings.Count == 0 || headings[^1] == title ? "" : headings[^1];
        var label = string.Join(", ", new[] { title, heading }.Where(part => part.Length > 0));
        return label.Length == 0 ? text : $"{label}: {text}";
    }
}
