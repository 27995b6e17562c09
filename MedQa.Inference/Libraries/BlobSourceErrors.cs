using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using MedQa.ServiceDefaults.Blobs;

namespace MedQa.Inference.Libraries;

/// <summary>Turns what goes wrong between us and the blob service into the exceptions that a source of documents may throw.</summary>
internal sealed class BlobSourceErrors(BlobContainerClient container)
{
    /// <summary>The container's address, without a query, which may be a shared access signature.</summary>
    public string Place { get; } = container.Uri.GetLeftPart(UriPartial.Path);

    /// <summary>Runs an action.</summary>
    /// <exception cref="IOException">The service cannot be reached, answered otherwise than expected, or does not have what was asked for.</exception>
    /// <exception cref="UnauthorizedAccessException">The service refused.</exception>
    public async Task<T> GuardAsync<T>(string what, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && BlobErrors.Advice(e) is { } advice)
        {
            var message = $"The library's container {Place} could not {what}: {advice}";
            throw IsRefused(e) ? new UnauthorizedAccessException(message, e) : new IOException(message, e);
        }
    }

    private static bool IsRefused(Exception exception) =>
        (exception is AggregateException { InnerException: { } inner } ? inner : exception) is AuthenticationFailedException or RequestFailedException { Status: 401 or 403 };
}
