using MedQa.Library.Ingestion;

namespace MedQa.Library.Tests.Ingestion;

/// <summary>A folder that keeps what was opened, and can refuse one file.</summary>
internal sealed class CountingSource(string folder) : IDocumentSource
{
    private readonly FolderSource _folder = new(folder);

    public List<string> Opened { get; } = [];

    public string? Refused { get; set; }

    public string Description => _folder.Description;

    public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken) => _folder.ListAsync(cancellationToken);

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        Opened.Add(name);
        return name == Refused ? throw new IOException("refused") : _folder.OpenAsync(name, cancellationToken);
    }
}
