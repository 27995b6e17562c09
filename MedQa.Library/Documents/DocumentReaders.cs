namespace MedQa.Library.Documents;

/// <summary>Finds a file's reader by its extension. Thread-safe.</summary>
public sealed class DocumentReaders
{
    /// <summary>Changes where the same file would be read otherwise than before.</summary>
    public const int Version = 2;

    private readonly Dictionary<string, IDocumentReader> _byExtension = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="limits">What a file may cost.</param>
    /// <param name="readers">The formats; where two read the same extension the later one does.</param>
    public DocumentReaders(DocumentLimits limits, params IReadOnlyList<IDocumentReader> readers)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(readers);
        Limits = limits;
        foreach (var reader in readers)
        {
            foreach (var extension in reader.Extensions)
            {
                _byExtension[extension] = reader;
            }
        }
    }

    /// <summary>Markdown, text, HTML, PDF and JSON lines, with the usual limits.</summary>
    public static DocumentReaders Default { get; } =
        new(new DocumentLimits(), new MarkdownReader(), new PlainTextReader(), new HtmlReader(), new PdfReader(), new JsonLinesReader());

    /// <summary>What a file may cost.</summary>
    public DocumentLimits Limits { get; }

    /// <summary>Whether a file of this name is read at all: it is of a known format and no <c>README</c>, which tells of a folder and answers nobody.</summary>
    public bool CanRead(string name) =>
        _byExtension.ContainsKey(Path.GetExtension(name)) && !string.Equals(Path.GetFileNameWithoutExtension(name), "README", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">Its name in its source.</param>
    /// <param name="cancellationToken">Looked at between parts of the file.</param>
    /// <exception cref="DocumentException">The file is broken, passes a limit, holds no text or has no known extension.</exception>
    public Document Read(byte[] content, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(name);
        if (!_byExtension.TryGetValue(Path.GetExtension(name), out var reader))
        {
            throw new DocumentException(name, $"is of no known format; known are {string.Join(", ", _byExtension.Keys.Order(StringComparer.Ordinal))}.");
        }

        if (content.Length > Limits.MaxBytes)
        {
            throw TooLarge(name, content.Length);
        }

        var document = reader.Read(content, name, Limits, cancellationToken);
        return document.Sections.Count > 0 ? document : throw new DocumentException(name, "holds no text.");
    }

    internal DocumentException TooLarge(string name, long length) =>
        new(name, $"is {length:N0} bytes long, more than the {Limits.MaxBytes:N0} that are read. Split it.");
}
