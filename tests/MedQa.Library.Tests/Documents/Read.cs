using System.Text;
using MedQa.Library.Documents;

namespace MedQa.Library.Tests.Documents;

/// <summary>Reads files that tests write themselves.</summary>
internal static class Read
{
    public static Document Text(string name, string content, DocumentLimits? limits = null) => Bytes(name, Encoding.UTF8.GetBytes(content), limits);

    public static Document Bytes(string name, byte[] content, DocumentLimits? limits = null)
    {
        var readers = limits is null
            ? DocumentReaders.Default
            : new DocumentReaders(limits, new MarkdownReader(), new PlainTextReader(), new HtmlReader(), new PdfReader(), new JsonLinesReader());
        return readers.Read(content, name, CancellationToken.None);
    }

    /// <summary>The refusal, which names the file and holds nothing of its text.</summary>
    public static string Refusal(string name, byte[] content, DocumentLimits? limits = null)
    {
        var refused = Assert.Throws<DocumentException>(() => Bytes(name, content, limits));
        Assert.Equal(name, refused.Name);
        Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
        Assert.Null(refused.InnerException);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.OrdinalIgnoreCase);
        return refused.Reason;
    }

    public static string Refusal(string name, string content, DocumentLimits? limits = null) => Refusal(name, Encoding.UTF8.GetBytes(content), limits);

    /// <summary>A section as <c>outer &gt; inner @page: text</c>, to compare with.</summary>
    public static IEnumerable<string> Sections(Document document) => document.Sections.Select(s =>
        $"{string.Join(" > ", s.Headings)}{(s.Page is { } page ? $" @{page}" : "")}{(s.Date is { } date ? $" {date:yyyy-MM-dd}" : "")}: {s.Text}");
}
