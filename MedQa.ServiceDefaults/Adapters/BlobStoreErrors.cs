using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MedQa.ServiceDefaults.Blobs;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Turns what goes wrong between us and the blob service into one exception that says what to do.</summary>
internal sealed class BlobStoreErrors(BlobContainerClient container)
{
    // Without a query, which may be a shared access signature.
    private readonly string _place = container.Uri.GetLeftPart(UriPartial.Path);

    /// <summary>The blob is there already, or not as it was when it was read.</summary>
    public static bool IsConflict(RequestFailedException e) =>
        e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.UnauthorizedBlobOverwrite;

    public AdapterStoreException NoSuchVersion(string name, int version) =>
        new($"Adapter '{name}' has no version {version} in {_place}. List the adapters to see what there is.");

    public async Task<T> GuardAsync<T>(string what, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not AdapterStoreException && !cancellationToken.IsCancellationRequested && BlobErrors.Advice(e) is { } advice)
        {
            throw new AdapterStoreException($"The adapter store {_place} could not {what}: {advice}", e);
        }
    }
}
