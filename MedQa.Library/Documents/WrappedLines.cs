namespace MedQa.Library.Documents;

/// <summary>
/// Joins lines that were broken to fit a width. An empty line or a list mark begins a new paragraph; any other line end is a space,
/// but a hyphen between two small letters at a line's end is taken off, for it is nearly always the break's own.
/// </summary>
/// <param name="sections">Takes the text.</param>
internal sealed class WrappedLines(SectionBuilder sections)
{
    private bool _hyphen;

    /// <summary>Appends a line without its end.</summary>
    public void Append(ReadOnlySpan<char> line)
    {
        var text = line.Trim();
        if (_hyphen && (text.IsEmpty || !char.IsLower(text[0])))
        {
            sections.Append("-");
        }

        if (text.IsEmpty || ListMark.Length(text) > 0)
        {
            sections.EndParagraph();
        }
        else if (!_hyphen)
        {
            sections.Append(" ");
        }

        _hyphen = text.Length > 1 && text[^1] == '-' && char.IsLower(text[^2]);
        sections.Append(_hyphen ? text[..^1] : text);
    }

    /// <summary>Ends the last line.</summary>
    public void End() => Append("");
}
