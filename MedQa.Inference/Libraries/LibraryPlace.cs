using Azure.Storage.Blobs;
using MedQa.Inference.Configuration;
using MedQa.Library.Postgres;
using MedQa.ServiceDefaults.Adapters;
using MedQa.ServiceDefaults.Blobs;

namespace MedQa.Inference.Libraries;

/// <summary>Where a library's documents and its index are, as configuration says.</summary>
/// <param name="Folder">The documents' folder, full path; null where they lie in the blob container named <see cref="ContainerName"/>.</param>
/// <param name="Index">The index's file, full path, or the connection string of a PostgreSQL database. May hold a secret.</param>
internal sealed record LibraryPlace(string? Folder, string Index)
{
    /// <summary>What the blob container is called in configuration, as in <c>ConnectionStrings:library</c>.</summary>
    public const string ContainerName = "library";

    private const string SourceKey = $"{LibraryOptions.Section}:{nameof(LibraryOptions.Source)}";
    private const string IndexKey = $"{LibraryOptions.Section}:{nameof(LibraryOptions.Index)}";

    /// <summary>Reads the places; adds a container's address that stands in <c>Source</c> to the configuration under <see cref="ContainerName"/>.</summary>
    /// <returns>Null where no library is configured.</returns>
    /// <exception cref="InvalidOperationException">A setting is wrong, or one is missing; names it.</exception>
    public static LibraryPlace? Read(IConfigurationManager configuration, string contentRoot)
    {
        var source = configuration[SourceKey] ?? "";
        var inBlobs = NamesContainer(configuration);
        if (source.Length == 0 && !inBlobs)
        {
            return null;
        }

        if (source.Length > 0 && inBlobs)
        {
            throw new InvalidOperationException($"A library's documents lie in one place: both {SourceKey} and ConnectionStrings:{ContainerName} are set. Remove one.");
        }

        var index = IndexOf(configuration, contentRoot);
        if (inBlobs || IsContainer(source, configuration))
        {
            return new(null, index);
        }

        var folder = Path.GetFullPath(source, contentRoot);
        return Directory.Exists(folder)
            ? new(folder, index)
            : throw new InvalidOperationException($"{SourceKey} is {folder}, and there is no such folder. Name the folder of the library's documents, or https://ACCOUNT.blob.core.windows.net/CONTAINER.");
    }

    /// <summary>Only what stands under the library's own name counts: keys for all containers would make one of the adapters' container.</summary>
    private static bool NamesContainer(IConfigurationManager configuration) =>
        configuration.GetConnectionString(ContainerName) is { Length: > 0 } || configuration.GetSection($"{BlobContainerSettings.Section}:{ContainerName}").GetChildren().Any();

    private static string IndexOf(IConfigurationManager configuration, string contentRoot)
    {
        var index = configuration[IndexKey] is { Length: > 0 } given ? given
            : configuration[AdapterStoreExtensions.DataFolderKey] is { Length: > 0 } data ? Path.Combine(data, "library", "index.db")
            : throw new InvalidOperationException($"There is no place for the library's index. Set {IndexKey} (a file, or a PostgreSQL connection string) or {AdapterStoreExtensions.DataFolderKey} (a folder).");
        if (PostgresPassageIndex.IsConnectionString(index))
        {
            return Checked(index);
        }

        var path = Path.GetFullPath(index, contentRoot);
        return !Directory.Exists(path)
            ? path
            : throw new InvalidOperationException($"{IndexKey} is {path}, which is a folder. Name a file in it, such as {Path.Combine(path, "index.db")}.");
    }

    private static string Checked(string connectionString)
    {
        try
        {
            PostgresPassageIndex.Check(new(connectionString));
            return connectionString;
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"{IndexKey}: {e.Message}");
        }
    }

    private static bool IsContainer(string source, IConfigurationManager configuration)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return false;
        }

        var address = new BlobUriBuilder(uri);
        if (uri.Query.Length > 0 || uri.UserInfo.Length > 0 || address.BlobContainerName.Length == 0 || address.BlobName.Length > 0)
        {
            throw new InvalidOperationException(
                $"{SourceKey} is an address but not one of a container and nothing else (https://ACCOUNT.blob.core.windows.net/CONTAINER). What needs a key or a signature goes into ConnectionStrings:{ContainerName}.");
        }

        var section = $"{BlobContainerSettings.Section}:{ContainerName}";
        configuration[$"{section}:{nameof(BlobContainerSettings.BlobContainerName)}"] = address.BlobContainerName;
        address.BlobContainerName = "";
        configuration[$"{section}:{nameof(BlobContainerSettings.ServiceUri)}"] = address.ToUri().AbsoluteUri;
        return true;
    }
}
