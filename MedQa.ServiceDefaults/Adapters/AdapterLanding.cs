namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Brings a version's files into a new folder: into a folder beside it first, checked, then renamed whole.</summary>
internal static class AdapterLanding
{
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
                var (length, sha256) = await ContentHash.CopyAsync(source, destination, file.Length, cancellationToken).ConfigureAwait(false);
                if (length != file.Length)
                {
                    throw Altered(manifest, file, $"it has {(length > file.Length ? "more than " : "")}{Math.Min(length, file.Length)} bytes, expected {file.Length}");
                }

                if (sha256 != file.Sha256)
                {
                    throw Altered(manifest, file, $"its SHA-256 is {sha256}, expected {file.Sha256}");
                }
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

    public static AdapterStoreException Missing(AdapterManifest manifest, AdapterFile file) =>
        new($"{Title(manifest)}: {file.Name} is missing in the store. Delete this version and publish it again.");

    private static AdapterStoreException Altered(AdapterManifest manifest, AdapterFile file, string problem) =>
        new($"{Title(manifest)}: {file.Name} was altered in the store: {problem}. Delete this version and publish it again.");
}
