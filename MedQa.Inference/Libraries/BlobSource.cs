using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MedQa.Library.Ingestion;

namespace MedQa.Inference.Libraries;

/// <summary>
/// The blobs of a container, by their tags. What is hidden is passed over, as in a folder: a name with a part that begins with a dot.
/// Thread-safe.
/// </summary>
/// <param name="container">The container; one that does not exist cannot be read, for an empty library would lose its index.</param>
internal sealed class BlobSource(BlobContainerClient container) : IDocumentSource
{
    private readonly BlobSourceErrors _errors = new(container);

    /// <inheritdoc/>
    public string Description => _errors.Place;

    /// <inheritdoc/>
    public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken) => _errors.GuardAsync<IReadOnlyList<SourceFile>>("list the documents", async () =>
    {
        var files = new List<SourceFile>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancellationToken))
        {
            if (!blob.Name.Split('/').Any(part => part.StartsWith('.')))
            {
                // A listing gives the tag without quotes, an answer to a read with them.
                files.Add(new(blob.Name, blob.Properties.ContentLength ?? 0, blob.Properties.ETag?.ToString().Trim('"') ?? ""));
            }
        }

        return files;
    }, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var blob = container.GetBlobClient(name);

        // A name is part of an address, where dots and slashes can lead elsewhere.
        if (new BlobUriBuilder(blob.Uri) is var address && (address.BlobName != name || address.BlobContainerName != container.Name))
        {
            throw new UnauthorizedAccessException($"The name of a blob in {Description} leads out of the container.");
        }

        var answer = await _errors.GuardAsync("open a document", () => blob.DownloadStreamingAsync(cancellationToken: cancellationToken), cancellationToken);
        return new BlobStream(answer.Value.Content, _errors);
    }
}
