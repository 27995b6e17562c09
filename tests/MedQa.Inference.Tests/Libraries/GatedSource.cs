using System.Text;
using MedQa.Library.Ingestion;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>Documents of one sentence, each given only when it is let through.</summary>
internal sealed class GatedSource(params string[] names) : IDocumentSource, IDisposable
{
    private readonly SemaphoreSlim gate = new(0);

    public string Description => "gated";

    public void Dispose() => gate.Dispose();

    public void LetThrough(int documents) => gate.Release(documents);

    public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SourceFile>>([.. names.Select(name => new SourceFile(name, Content(name).Length, "1"))]);

    public async Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        return new MemoryStream(Content(name));
    }

    private static byte[] Content(string name) => Encoding.UTF8.GetBytes($"# {Path.GetFileNameWithoutExtension(name)}\n\nA sentence.");
}
