namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Brings a version's files into a new folder: into a folder beside it first, checked, then renamed whole.</summary>
internal static class AdapterLanding
{
    /// <summary>What to do where a version's files are not what was published.</summary>
    public const string Remedy = "Delete this version and publish it again.";

    /// <param name="open">Opens a file of the version in the store.</param>
    /// <exception cref="AdapterStoreException">The folder exists, or a file's length or SHA-256 is not the manifest's.</exception>
    public static async Task LandAsync(
        AdapterManifest manifest, string folder, Func<AdapterFile, CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(target))
        {
            throw new AdapterStoreException($"{Title(manifest)} cannot be copied to {target}: it exists already. Name a new folder.");
        }

        var partial = $"{target}.partial-{Guid.NewGuid():N}";
        Directory.CreateDirectory(partial);
        try
        {
            foreach (var file in manifest.Files)
            {
                await using var source = await open(file, cancellationToken).ConfigureAwait(false);
                await using var destination = File.Create(Path.Combine(partial, file.Name));
                await CheckedContent.CopyAsync(source, destination, file, Title(manifest), Remedy, cancellationToken).ConfigureAwait(false);
            }

            Directory.Move(partial, target);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    public static string Title(AdapterManifest manifest) => $"Adapter '{manifest.Name}' version {manifest.Version}";

    /// <summary>A version's file of this name, or null.</summary>
    /// <exception cref="AdapterStoreException">It is too long to be read whole.</exception>
    public static AdapterFile? Small(AdapterManifest manifest, string name)
    {
        var file = manifest.Files.FirstOrDefault(entry => entry.Name == name);
        return file?.Length > AdapterReport.MaxFileBytes
            ? throw new AdapterStoreException($"{Title(manifest)}: {file.Name} has {file.Length} bytes, at most {AdapterReport.MaxFileBytes} are read at once. Copy the version instead.")
            : file;
    }

    public static AdapterStoreException Missing(AdapterManifest manifest, AdapterFile file) =>
        new($"{Title(manifest)}: {file.Name} is missing in the store. {Remedy}");
}
