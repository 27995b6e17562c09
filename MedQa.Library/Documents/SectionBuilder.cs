using System.Text;

namespace MedQa.Library.Documents;

/// <summary>Collects sections: brings text into the form that <see cref="DocumentSection.Text"/> has, and keeps the headings above it.</summary>
/// <param name="name">The file's name, for messages.</param>
/// <param name="limits">What the file may cost.</param>
internal sealed class SectionBuilder(string name, DocumentLimits limits)
{
    private readonly List<DocumentSection> _sections = [];
    private readonly List<(int Level, string Text)> _headings = [];
    private readonly StringBuilder _text = new();
    private int _characters;
    private int _paragraph;
    private bool _space;

    /// <summary>The page of what comes next.</summary>
    public int? Page { get; set; }

    /// <summary>The date of what comes next, where it differs from the document's.</summary>
    public DateOnly? Date { get; set; }

    /// <summary>The first heading of level 1, or null.</summary>
    public string? FirstHeading { get; private set; }

    /// <summary>Appends text: white space of any kind and length becomes a space, control and format characters go.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                _space = true;
            }
            else if (!char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)
            {
                if (_space && _text.Length > _paragraph)
                {
                    _text.Append(' ');
                }

                _space = false;
                _text.Append(c);
                if (++_characters > limits.MaxCharacters)
                {
                    throw new DocumentException(name, $"holds more than {limits.MaxCharacters:N0} characters of text. Split it.");
                }
            }
        }
    }

    /// <summary>Ends a paragraph; where there is none, nothing happens.</summary>
    public void EndParagraph()
    {
        _space = false;
        if (_text.Length > _paragraph)
        {
            _text.Append('\n');
            _paragraph = _text.Length;
        }
    }

    /// <summary>Ends the section, and puts what comes next under this heading.</summary>
    /// <param name="level">1 for the outermost.</param>
    /// <param name="text">The heading; where it is empty the next section has none of this level.</param>
    public void Heading(int level, string text)
    {
        EndSection();
        _headings.RemoveAll(h => h.Level >= level);
        var clean = Clean(text);
        if (clean.Length > 0)
        {
            _headings.Add((level, clean));
            FirstHeading ??= level == 1 ? clean : null;
        }
    }

    /// <summary>Ends the section.</summary>
    public void EndSection()
    {
        EndParagraph();
        if (_text.Length > 0)
        {
            _sections.Add(new([.. _headings.Select(h => h.Text)], Page, Date, _text.ToString(0, _text.Length - 1)));
            _text.Clear();
            _paragraph = 0;
        }
    }

    /// <summary>The document. A title given by a first heading is taken out of the paths of headings.</summary>
    /// <param name="title">The title that the document gives itself apart from its headings, or null.</param>
    /// <param name="date">Its date, or null.</param>
    public Document Build(string? title, DateOnly? date)
    {
        EndSection();
        var clean = Clean(title ?? "");
        var named = clean.Length > 0 ? clean : FirstHeading ?? Path.GetFileNameWithoutExtension(name);
        return new(named, date, [.. _sections.Select(s => s.Headings is [var first, ..] && first == named ? s with { Headings = [.. s.Headings.Skip(1)] } : s)]);
    }

    /// <summary>A short text on one line, at most 300 characters.</summary>
    public static string Clean(string text)
    {
        var words = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var line = string.Join(' ', words);
        if (line.Length <= 300)
        {
            return line;
        }

        return line[..(char.IsHighSurrogate(line[299]) ? 299 : 300)];
    }
}
