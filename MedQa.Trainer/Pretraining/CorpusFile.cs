namespace MedQa.Trainer.Pretraining;

/// <summary>A file of texts to learn from.</summary>
public sealed record CorpusFile
{
    /// <summary>
    /// A <c>.jsonl</c> file (a row is a line) or a <c>.txt</c> file (rows are separated by empty lines), plain or packed
    /// (<c>.gz</c>, <c>.xz</c>). Relative to the options file.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>How a row becomes a text, see <see cref="TextTemplate"/>. The row of a text file has one field, <c>text</c>.</summary>
    public string Template { get; init; } = "{text}";

    /// <summary>The source's name in tables; the file's name without its endings where it is not given.</summary>
    public string? Name { get; init; }

    /// <summary>The name in tables.</summary>
    internal string DisplayName => Name ?? System.IO.Path.GetFileName(Path).Split('.')[0];
}
