using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace MedQa.Library.Documents;

/// <summary>
/// Reads PDF: a section is a page, its text in the order of the page's content. Lines are joined to paragraphs, a hyphen at a line's end
/// between small letters is taken off. A sentence that goes over a page's end is in two sections. Title and date come from the file's
/// information. A scanned page has no text.
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

        var sections = new SectionBuilder(name, limits);
        foreach (var page in pdf.GetPages())
        {
            cancellationToken.ThrowIfCancellationRequested();
            sections.Page = page.Number;
            Append(page, sections);
            sections.EndSection();
        }

        return sections.Build(Title(pdf), Date(pdf)) is { Sections.Count: > 0 } document
            ? document
            : throw new DocumentException(name, "holds no text; if its pages are scanned, recognise their text first.");
    }

    private static void Append(Page page, SectionBuilder sections)
    {
        var lines = new WrappedLines(sections);
        foreach (var line in ContentOrderTextExtractor.GetText(page, addDoubleNewline: true).AsSpan().EnumerateLines())
        {
            lines.Append(line);
        }

        lines.End();
    }

    /// <summary>The title, unless it is the name of the file that a word processor wrote the PDF from.</summary>
    private static string? Title(PdfDocument pdf) =>
        pdf.Information.Title is { } title && !title.StartsWith("Microsoft Word", StringComparison.OrdinalIgnoreCase) && !Path.HasExtension(title.Trim()) ? title : null;

    private static DateOnly? Date(PdfDocument pdf) =>
        (pdf.Information.GetModifiedDateTimeOffset() ?? pdf.Information.GetCreatedDateTimeOffset()) is { } time ? DateOnly.FromDateTime(time.DateTime) : null;
}
