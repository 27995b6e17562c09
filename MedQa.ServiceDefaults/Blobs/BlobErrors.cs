using Azure;
using Azure.Identity;

namespace MedQa.ServiceDefaults.Blobs;

/// <summary>What the blob client's exceptions mean to whoever runs the service.</summary>
public static class BlobErrors
{
    /// <summary>What is wrong and what to do, as the end of a sentence; null for an exception that is not the blob service's or the network's.</summary>
    public static string? Advice(Exception exception) => exception switch
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
