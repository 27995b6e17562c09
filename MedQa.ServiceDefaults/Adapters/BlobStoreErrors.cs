using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

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
        catch (Exception e) when (e is not AdapterStoreException && !cancellationToken.IsCancellationRequested && Advice(e) is { } advice)
        {
            throw new AdapterStoreException($"The adapter store {_place} could not {what}: {advice}", e);
        }
    }

    private static string? Advice(Exception exception) => exception switch
    {
        AuthenticationFailedException => "no identity to sign in with. Set up a managed identity, or sign in with the Azure CLI.",
        RequestFailedException { Status: 401 or 403 } e =>
            $"refused ({e.Status} {e.ErrorCode}). Give this identity the role Storage Blob Data Reader, or Storage Blob Data Contributor to publish.",
        RequestFailedException { Status: > 0 } e => $"the service answered {e.Status} {e.ErrorCode}. Try again later; where it lasts, check the container's name.",
        AggregateException { InnerException: { } inner } => Advice(inner),
        RequestFailedException or HttpRequestException or OperationCanceledException =>
            "it cannot be reached. Check the connection string and that the service runs, then try again.",
        IOException or UnauthorizedAccessException => $"{exception.Message} Check the folder's permissions, its disk's room and the network.",
        _ => null,
    };
}
