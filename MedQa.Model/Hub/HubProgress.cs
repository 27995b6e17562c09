using System.Globalization;

namespace MedQa.Model.Hub;

/// <summary>How far a download is.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="DoneBytes">Bytes on disk, with those of an earlier try.</param>
/// <param name="TotalBytes">Bytes of all its files that were not in the cache.</param>
/// <param name="BytesPerSecond">What came over the network in the last seconds.</param>
public readonly record struct HubProgress(string Repository, long DoneBytes, long TotalBytes, double BytesPerSecond)
{
    private const double MiB = 1 << 20;

    /// <summary>As a line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Repository}: {DoneBytes / MiB:0.0} of {TotalBytes / MiB:0.0} MiB, {BytesPerSecond / MiB:0.0} MiB/s");
}
