using System.Data.Common;
using System.Text.RegularExpressions;

namespace MedQa.ServiceDefaults.Blobs;

/// <summary>
/// Where a blob container is. The keys and the connection string's forms are those of Aspire's own client package, so that the app
/// host's <c>WithReference</c> configures us: <c>Aspire:Azure:Storage:Blobs</c>, then <c>Aspire:Azure:Storage:Blobs:{name}</c>, then
/// <c>ConnectionStrings:{name}</c>, each over the one before.
/// </summary>
/// <remarks>
/// <code>
/// DefaultEndpointsProtocol=http;AccountName=…;AccountKey=…;BlobEndpoint=http://…/devstoreaccount1;;ContainerName=adapters
/// Endpoint=https://….blob.core.windows.net/;ContainerName=adapters
/// https://….blob.core.windows.net/                                                     the container's name from its own key
/// </code>
/// </remarks>
public sealed partial class BlobContainerSettings
{
    public const string Section = "Aspire:Azure:Storage:Blobs";

    /// <summary>A connection string with keys, without <c>ContainerName</c>; wins over <see cref="ServiceUri"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The blob service, signed in to with DefaultAzureCredential.</summary>
    public Uri? ServiceUri { get; set; }

    public string? BlobContainerName { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }

    /// <summary>Whether anything says where the blob service is.</summary>
    public bool IsConfigured => !string.IsNullOrEmpty(ConnectionString) || ServiceUri is not null;

    /// <summary>Takes over what a connection string of <paramref name="name"/> says.</summary>
    /// <exception cref="InvalidOperationException">It is no connection string. The message does not repeat it, since it may hold a key.</exception>
    internal void Apply(string name, string connectionString)
    {
        if (Uri.TryCreate(connectionString, UriKind.Absolute, out var uri))
        {
            (ServiceUri, ConnectionString) = (uri, null);
            return;
        }

        var parts = Parse(name, connectionString);
        if (parts.TryGetValue("ContainerName", out var container))
        {
            BlobContainerName = container.ToString();

            // Cut out of the text: a connection-string builder would quote the account's key, which the storage client cannot read.
            connectionString = ContainerNamePattern().Replace(connectionString, "");
        }

        if (parts.TryGetValue("Endpoint", out var endpoint))
        {
            ServiceUri = Uri.TryCreate(endpoint.ToString(), UriKind.Absolute, out uri) ? uri : throw Invalid(name, "its Endpoint is no absolute URI");
            ConnectionString = null;
        }
        else if (!string.IsNullOrWhiteSpace(connectionString.Replace(";", "", StringComparison.Ordinal)))
        {
            ConnectionString = connectionString;
        }
    }

    private static DbConnectionStringBuilder Parse(string name, string connectionString)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = connectionString };
        }
        catch (ArgumentException)
        {
            throw Invalid(name, "it is neither a URI nor a list of Key=Value pairs");
        }
    }

    private static InvalidOperationException Invalid(string name, string problem) =>
        new($"ConnectionStrings:{name} cannot be used: {problem}. Expected a storage connection string with ContainerName=…, " +
            "or Endpoint=https://ACCOUNT.blob.core.windows.net/;ContainerName=…");

    [GeneratedRegex(@"(?<=^|;)\s*ContainerName\s*=\s*[^;]*;?", RegexOptions.IgnoreCase)]
    private static partial Regex ContainerNamePattern();
}
