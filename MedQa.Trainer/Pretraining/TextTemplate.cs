using System.Text;
using System.Text.Json;

namespace MedQa.Trainer.Pretraining;

/// <summary>
/// How a row of JSON becomes a text to learn from: fields in braces, parts that depend on a field, lists.
/// </summary>
/// <remarks>
/// <code>
/// {name}                        the field's text; {.} is the row, or the item inside a list, itself
/// {name.name}                   the field of a field that is an object; so in the parts below
/// {if name}…{end}               the part between, where the field is there and not empty
/// {each name}…{end}             the part between for each item of a list; inside it, names are the item's fields
/// {each name join ", " max 3}…{end}   the items' texts with ", " between them, the first three at most
/// {{ and }}                     a brace
/// </code>
/// For example <c>{term}{if synonyms} ({each synonyms join ", " max 3}{.}{end}){end}: {definition}</c>. Inside the quotes of
/// <c>join</c>, <c>\n</c>, <c>\t</c>, <c>\"</c> and <c>\\</c> mean what they mean in JSON.
/// </remarks>
public sealed class TextTemplate
{
    private readonly IReadOnlyList<TemplateNode> nodes;

    private TextTemplate(string source, IReadOnlyList<TemplateNode> nodes)
    {
        Source = source;
        this.nodes = nodes;
    }

    /// <summary>The template as written.</summary>
    public string Source { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">The template is malformed; says what and at which character.</exception>
    public static TextTemplate Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new TextTemplate(source, new TemplateParser(source).Parse());
    }

    /// <summary>Renders one row.</summary>
    /// <exception cref="FormatException">A field is missing or is of a kind that has no text; names the field.</exception>
    public string Render(JsonElement row)
    {
        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            node.Render(row, text);
        }

        return text.ToString();
    }
}
