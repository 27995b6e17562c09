namespace MedQa.Model.Hub;

/// <summary>Free space where the cache is.</summary>
internal static class HubDisk
{
    private const double GiB = 1 << 30;

    /// <summary>Refuses to begin what could not end.</summary>
    /// <param name="folder">Need not exist yet.</param>
    /// <exception cref="HubException">There is less free space than that.</exception>
    public static void Require(string folder, long bytes, string what)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        var free = new DriveInfo(existing).AvailableFreeSpace;
        if (bytes > free)
        {
            throw new HubException(FormattableString.Invariant(
                $"{what}: {bytes / GiB:0.00} GiB are to be downloaded, but {folder} has only {free / GiB:0.00} GiB left. Make room, or set HF_HUB_CACHE to a folder on another disk."));
        }
    }
}
