using MedQa.Library.Passages;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace MedQa.Library.Documents;

/// <summary>
/// Reads PDF: a section is a page, its text in the order of the page's content. Lines are joined to paragraphs, a hyphen at a line's end
/// between small letters is taken off, and so are running heads (<see cref="RunningHeads"/>). A sentence that goes over a page's end
/// belongs to the page where it begins. Title and date come from the file's information. A scanned page has no text.
/// </summary>
public sealed class PdfReader : IDocumentReader
{
    public IReadOnlyList<string> Extensions { get; } = [".pdf"];

    public Document Read(byte[] content, string name, DocumentLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        try
        {
            using var pdf = PdfDocument.Open(content, new ParsingOptions { SkipMissingFonts = true, MaxStackDepth = limits.MaxDepth });
            return Read(pdf, name, limits, cancellationToken);
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new DocumentException(name, "is protected by a password.");
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or DocumentException or OutOfMemoryException))
        {
            // PdfPig lets exceptions of many types through where a file is damaged; their messages may hold its text.
            throw new DocumentException(name, $"is no PDF that can be read ({broken.GetType().Name}).");
        }
    }

    private static Document Read(PdfDocument pdf, string name, DocumentLimits limits, CancellationToken cancellationToken)
    {
        if (pdf.NumberOfPages > limits.MaxPages)
        {
            throw new DocumentException(name, $"has {pdf.NumberOfPages:N0} pages, more than the {limits.MaxPages:N0} that are read. Split it.");
        }

        var pages = new List<List<string>>();
        foreach (var page in pdf.GetPages())
        {
            cancellationToken.ThrowIfCancellationRequested();
            pages.Add(Lines(page));
        }

        RunningHeads.Remove(pages);
        var sections = new SectionBuilder(name, limits);
        for (var page = 0; page < pages.Count; page++)
        {
            sections.Page = page + 1;
            var lines = new WrappedLines(sections);
            pages[page].ForEach(line => lines.Append(line));
            lines.End();
            sections.EndSection();
        }

        return sections.Build(Title(pdf), Date(pdf)) is { Sections.Count: > 0 } document
            ? document with { Sections = JoinOverPages(document.Sections) }
            : throw new DocumentException(name, "holds no text; if its pages are scanned, recognise their text first.");
    }

    private static List<string> Lines(Page page)
    {
        var lines = new List<string>();
        foreach (var line in ContentOrderTextExtractor.GetText(page, addDoubleNewline: true).AsSpan().EnumerateLines())
        {
            lines.Add(line.Trim().ToString());
        }

        return lines;
    }

    /// <summary>A page that ends without an end mark goes on with the next one's first sentence, where that begins with a small letter.</summary>
    private static List<DocumentSection> JoinOverPages(IReadOnlyList<DocumentSection> sections)
    {
        var joined = new List<DocumentSection>();
        foreach (var section in sections)
        {
            if (joined.Count > 0 && joined[^1].Text[^1] is not ('.' or '!' or '?' or ':' or '\u2026') && char.IsLower(section.Text[0]))
            {
                var before = joined[^1].Text;
                var cut = before[^1] == '-' && before.Length > 1 && char.IsLower(before[^2]);
                var rest = SentenceSplitter.Split(section.Text)[0].End;
                joined[^1] = joined[^1] with { Text = $"{(cut ? before[..^1] : $"{before} ")}{section.Text[..rest]}" };
                if (section.Text[rest..].TrimStart() is { Length: > 0 } left)
                {
                    joined.Add(section with { Text = left });
                }
            }
            else
            {
                joined.Add(section);
            }
        }

        return joined;
    }

    /// <summary>The title, unless it is the name of the file that a word processor wrote the PDF from.</summary>
    private static string? Title(PdfDocument pdf) =>
        pdf.Information.Title is { } title && !title.StartsWith("Microsoft Word", StringComparison.OrdinalIgnoreCase) && !Path.HasExtension(title.Trim()) ? title : null;

    private static DateOnly? Date(PdfDocument pdf) =>
        (pdf.Information.GetModifiedDateTimeOffset() ?? pdf.Information.GetCreatedDateTimeOffset()) is { } time ? DateOnly.FromDateTime(time.DateTime) : null;
}
