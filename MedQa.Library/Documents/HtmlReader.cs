using System.Collections.Frozen;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MedQa.Library.Documents;

/// <summary>
/// Reads HTML by the standard's parsing algorithm; no script runs and nothing is fetched. Left out is what a reader of the page does not
/// see or what is not its text: scripts, styles, navigation, footers, forms, and elements that are <c>hidden</c>. The title is the
/// <c>title</c> element's, else the first heading's of level 1; the date comes from a <c>meta</c> element.
/// </summary>
public sealed class HtmlReader : IDocumentReader
{
    private static readonly FrozenSet<string> LeftOut = Names(
        "script style template noscript head nav footer form button select textarea svg math iframe object embed canvas audio video dialog");

    private static readonly FrozenSet<string> Inline = Names(
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter output q s samp small span strike strong sub sup time tt u var wbr td th");

    private static readonly string[] DateNames =
        ["date", "dc.date", "dcterms.date", "dcterms.modified", "last-modified", "article:modified_time", "article:published_time"];

    static HtmlReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public IReadOnlyList<string> Extensions { get; } = [".html", ".htm", ".xhtml"];

    public Document Read(byte[] content, string name, DocumentLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        using var stream = new MemoryStream(content, writable: false);
        var depth = new DepthGuard(name, limits.MaxDepth, cancellationToken);
        var parser = new HtmlParser(new HtmlParserOptions { OnCreated = (element, _) => depth.Created(element) });
        using var page = parser.ParseDocument(stream);
        var sections = new SectionBuilder(name, limits);
        Append(page.Body, sections, cancellationToken);
        return sections.Build(page.QuerySelector("head > title")?.TextContent, Date(page));
    }

    /// <summary>Walks the tree by its links, so that its depth costs no stack.</summary>
    private static void Append(INode? root, SectionBuilder sections, CancellationToken cancellationToken)
    {
        var node = root;
        while (node is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var inside = Enter(node, sections);
            if (inside && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            while (node is not null && (node == root || node.NextSibling is null))
            {
                Leave(node, sections);
                node = node == root ? null : node.Parent;
            }

            if (node is not null)
            {
                Leave(node, sections);
                node = node.NextSibling;
            }
        }
    }

    /// <summary>Whether the node's children are looked at.</summary>
    private static bool Enter(INode node, SectionBuilder sections)
    {
        switch (node)
        {
            case IText text:
                sections.Append(text.Data);
                return false;
            case IHtmlHeadingElement heading:
                sections.Heading(heading.LocalName[1] - '0', heading.TextContent);
                return false;
            case IElement element when LeftOut.Contains(element.LocalName) || element.HasAttribute("hidden"):
                return false;
            case IElement { LocalName: "td" or "th", PreviousElementSibling: not null }:
                sections.Append(" | ");
                return true;
            case IElement element:
                EndBlock(element, sections);
                sections.Append(element.LocalName == "li" ? "- " : "");
                return true;
            default:
                return false;
        }
    }

    private static void Leave(INode node, SectionBuilder sections)
    {
        if (node is IElement element)
        {
            EndBlock(element, sections);
        }
    }

    private static void EndBlock(IElement element, SectionBuilder sections)
    {
        if (!Inline.Contains(element.LocalName) && (element.LocalName != "p" || element.ParentElement?.LocalName != "li" || element.PreviousElementSibling is not null))
        {
            sections.EndParagraph();
        }
    }

    private static DateOnly? Date(IHtmlDocument page) => page.Head?.Children.OfType<IHtmlMetaElement>()
        .Where(meta => DateNames.Contains(meta.Name ?? meta.GetAttribute("property") ?? "", StringComparer.OrdinalIgnoreCase))
        .Select(meta => DocumentDate.Parse(meta.Content)).FirstOrDefault(date => date is not null);

    private static FrozenSet<string> Names(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Refuses depth while the tree grows. An element is put into the tree after this is told of it, so the one before is looked at;
    /// no walk is longer than the limit.
    /// </summary>
    private sealed class DepthGuard(string name, int limit, CancellationToken cancellationToken)
    {
        private IElement? _last;

        public void Created(IElement element)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var depth = 0;
            for (var above = _last; above is not null; above = above.ParentElement)
            {
                if (++depth > limit)
                {
                    throw new DocumentException(name, $"has more than {limit} elements inside each other.");
                }
            }

            _last = element;
        }
    }
}
