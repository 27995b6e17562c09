using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MedQa.Library.Documents;

/// <summary>
/// YAML at the top of a Markdown file, between a first line <c>---</c> and a line <c>---</c> or <c>...</c>. Only plain values of the
/// outermost level are taken; aliases are never expanded.
/// </summary>
internal static class FrontMatter
{
    private const int LongestFrontMatter = 64 << 10;

    /// <summary>Takes the front matter off a text.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="body">What follows the front matter.</param>
    /// <returns>The values by their keys, small letters.</returns>
    /// <exception cref="DocumentException">The front matter has no end, is too long or is no YAML.</exception>
    public static Dictionary<string, string> Read(string text, string name, out string body)
    {
        body = text;
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var lines = new StringReader(text);
        if (lines.ReadLine() is not { } first || first.TrimEnd() != "---")
        {
            return values;
        }

        var yaml = new System.Text.StringBuilder();
        while (lines.ReadLine() is { } line)
        {
            if (line.TrimEnd() is "---" or "...")
            {
                body = lines.ReadToEnd();
                Parse(yaml.ToString(), name, values);
                return values;
            }

            yaml.Append(line).Append('\n');
            if (yaml.Length > LongestFrontMatter)
            {
                throw new DocumentException(name, $"begins with a front matter of more than {LongestFrontMatter:N0} characters.");
            }
        }

        // A rule at the top of a file is Markdown too.
        return values;
    }

    private static void Parse(string yaml, string name, Dictionary<string, string> values)
    {
        try
        {
            var parser = new Parser(new StringReader(yaml));
            var depth = 0;
            string? key = null;
            while (parser.MoveNext())
            {
                if (depth == 1 && parser.Current is Scalar scalar)
                {
                    if (key is not null)
                    {
                        values[key] = scalar.Value;
                    }

                    key = key is null ? scalar.Value : null;
                }
                else if (parser.Current is MappingStart or SequenceStart)
                {
                    depth++;
                }
                else if (parser.Current is MappingEnd or SequenceEnd)
                {
                    depth--;
                    key = null;
                }
                else if (parser.Current is AnchorAlias && depth == 1)
                {
                    key = null;
                }
            }
        }
        catch (YamlException broken)
        {
            throw new DocumentException(name, $"has a front matter that is no YAML (near its line {broken.Start.Line}).");
        }
    }
}
