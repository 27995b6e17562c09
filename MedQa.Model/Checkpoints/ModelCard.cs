using System.Text;

namespace MedQa.Model.Checkpoints;

/// <summary>Reads what the README.md of a model or an adapter says first: Hugging Face's model card.</summary>
public static class ModelCard
{
    private const int MostCharacters = 64 * 1024;

    /// <summary>The first paragraph after the YAML front matter and the headings, on one line; empty where there is none.</summary>
    public static string FirstParagraph(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var reader = new StreamReader(path, Encoding.UTF8);
        var buffer = new char[MostCharacters];
        return FirstParagraphOf(new string(buffer, 0, reader.ReadBlock(buffer)));
    }

    private static string FirstParagraphOf(string card)
    {
        var lines = card.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).ToList();
        if (lines[0] == "---" && lines.IndexOf("---", 1) is > 0 and var end)
        {
            lines.RemoveRange(0, end + 1);
        }

        var paragraph = lines.SkipWhile(l => l.Length == 0 || l[0] == '#').TakeWhile(l => l.Length > 0 && l[0] != '#');
        return string.Join(' ', paragraph);
    }
}
