using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pretraining;

/// <summary>Reads the language that <see cref="TextTemplate"/> describes.</summary>
internal sealed partial class TemplateParser(string source)
{
    private const int DeepestNesting = 16;

    /// <summary>The scope itself, or a field's name, or names from the outside in.</summary>
    private const string Name = @"(?:\.|[\w-]+(?:\.[\w-]+)*)";

    private int position;

    public IReadOnlyList<TemplateNode> Parse() => Body(depth: 0);

    private List<TemplateNode> Body(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw Malformed(position, $"parts are nested more than {DeepestNesting} deep");
        }

        var nodes = new List<TemplateNode>();
        var literal = new StringBuilder();
        var opened = position;
        while (position < source.Length)
        {
            var character = source[position];
            if (character is '{' or '}' && position + 1 < source.Length && source[position + 1] == character)
            {
                literal.Append(character);
                position += 2;
            }
            else if (character == '{')
            {
                Flush(nodes, literal);
                var start = position;
                var tag = Tag();
                if (tag == "end")
                {
                    return depth > 0 ? nodes : throw Malformed(start, "{end} closes nothing");
                }

                nodes.Add(Node(tag, start, depth));
            }
            else if (character == '}')
            {
                throw Malformed(position, "a '}' without '{'; write '}}' for a brace");
            }
            else
            {
                literal.Append(character);
                position++;
            }
        }

        Flush(nodes, literal);
        return depth == 0 ? nodes : throw Malformed(opened, "a part is not closed with {end}");
    }

    private TemplateNode Node(string tag, int start, int depth)
    {
        if (FieldPattern().Match(tag) is { Success: true } field && tag is not ("if" or "each"))
        {
            return new FieldNode(field.Value);
        }

        if (IfPattern().Match(tag) is { Success: true } condition)
        {
            return new IfNode(condition.Groups["name"].Value, Body(depth + 1));
        }

        if (EachPattern().Match(tag) is { Success: true } each)
        {
            var separator = each.Groups["join"] is { Success: true } join ? Unquote(join.Value, start) : "";
            var maximum = each.Groups["max"] is { Success: true } max ? int.Parse(max.Value, CultureInfo.InvariantCulture) : int.MaxValue;
            return new EachNode(each.Groups["name"].Value, separator, maximum, Body(depth + 1));
        }

        throw Malformed(start, $"'{{{tag}}}' is none of {{name}}, {{name.name}}, {{if name}}, {{each name join \"…\" max n}}, {{end}}");
    }

    /// <summary>What stands between the braces at the position; a brace inside quotes does not close it.</summary>
    private string Tag()
    {
        var start = position;
        var quoted = false;
        for (var i = start + 1; i < source.Length; i++)
        {
            if (source[i] == '\\' && quoted)
            {
                i++;
            }
            else if (source[i] == '"')
            {
                quoted = !quoted;
            }
            else if (source[i] == '}' && !quoted)
            {
                position = i + 1;
                return source[(start + 1)..i].Trim();
            }
        }

        throw Malformed(start, "a '{' that is not closed; write '{{' for a brace");
    }

    private string Unquote(string quoted, int start)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(quoted)!;
        }
        catch (JsonException)
        {
            throw Malformed(start, $"{quoted} is no text in quotes");
        }
    }

    private static void Flush(List<TemplateNode> nodes, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            nodes.Add(new LiteralNode(literal.ToString()));
            literal.Clear();
        }
    }

    private FormatException Malformed(int at, string what) => new($"The template is malformed at character {at + 1}: {what}. Template: {source}");

    [GeneratedRegex($"^{Name}$", RegexOptions.CultureInvariant)]
    private static partial Regex FieldPattern();

    [GeneratedRegex($@"^if\s+(?<name>{Name})$", RegexOptions.CultureInvariant)]
    private static partial Regex IfPattern();

    [GeneratedRegex($$"""^each\s+(?<name>{{Name}})(?:\s+join\s+(?<join>"(?:[^"\\]|\\.)*"))?(?:\s+max\s+(?<max>[0-9]{1,9}))?$""", RegexOptions.CultureInvariant)]
    private static partial Regex EachPattern();
}
