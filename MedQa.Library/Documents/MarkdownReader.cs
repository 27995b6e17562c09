using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MedQa.Library.Documents;

/// <summary>
/// Reads Markdown (CommonMark with pipe tables). <c>title</c>, <c>date</c> and <c>review</c> come from a YAML front matter, else the title is
/// the first heading of level 1. HTML in it is left out; an item of a list and a table's row are paragraphs, a row's cells parted by <c> | </c>.
/// </summary>
public sealed class MarkdownReader : IDocumentReader
{
    // Markdig's time for links that never end, and for definitions of links, grows with the square of their number.
    private const int MostLinks = 5_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    public IReadOnlyList<string> Extensions { get; } = [".md", ".markdown"];

    public Document Read(byte[] content, string name, DocumentLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var front = FrontMatter.Read(TextFile.Decode(content, name), name, out var body);
        if (body.AsSpan().Count("](") + body.AsSpan().Count("]:") > MostLinks)
        {
            throw new DocumentException(name, $"holds more than {MostLinks:N0} links. Split it.");
        }

        var sections = new SectionBuilder(name, limits);
        try
        {
            Append(Markdown.Parse(body, Pipeline), sections, cancellationToken);
        }
        catch (ArgumentException)
        {
            // Markdig's way to refuse nesting beyond its limit.
            throw new DocumentException(name, "is nested too deeply.");
        }

        var review = SectionBuilder.Clean(front.GetValueOrDefault("review") ?? "");
        return sections.Build(front.GetValueOrDefault("title"), DocumentDate.Parse(front.GetValueOrDefault("date"))) with { Review = review.Length > 0 ? review : null };
    }

    private static void Append(ContainerBlock blocks, SectionBuilder sections, CancellationToken cancellationToken)
    {
        foreach (var block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (block)
            {
                case HeadingBlock heading:
                    sections.Heading(heading.Level, Text(heading.Inline));
                    break;
                case HtmlBlock or LinkReferenceDefinitionGroup:
                    break;
                case TableRow row:
                    Append(row, sections);
                    break;
                case ListItemBlock item:
                    sections.EndParagraph();
                    sections.Append("- ");
                    Append(item, sections, cancellationToken);
                    break;
                case ContainerBlock inner:
                    Append(inner, sections, cancellationToken);
                    break;
                case LeafBlock leaf:
                    sections.Append(leaf.Inline is null ? leaf.Lines.ToString() : Text(leaf.Inline));
                    sections.EndParagraph();
                    break;
            }
        }
    }

    private static void Append(TableRow row, SectionBuilder sections)
    {
        var cells = row.OfType<TableCell>().Select(cell => string.Join(' ', cell.OfType<LeafBlock>().Select(leaf => Text(leaf.Inline))));
        sections.Append(string.Join(" | ", cells));
        sections.EndParagraph();
    }

    private static string Text(ContainerInline? inlines)
    {
        var text = new System.Text.StringBuilder();
        Append(inlines, text);
        return text.ToString();
    }

    private static void Append(ContainerInline? inlines, System.Text.StringBuilder text)
    {
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                case ContainerInline inner:
                    Append(inner, text);
                    break;
            }
        }
    }
}
