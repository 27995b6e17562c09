using System.Globalization;

namespace MedQa.Model.Hub;

/// <summary>How far a download is.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="DoneBytes">Bytes on disk, with those of an earlier try.</param>
/// <param name="TotalBytes">Bytes of all its files that were not in the cache.</param>
/// <param name="BytesPerSecond">What came over the network in the last seconds.</param>
public readonly record struct HubProgress(string Repository, long DoneBytes, long TotalBytes, double BytesPerSecond)
{
    private const double Step = 1024;

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>As a line for people.</summary>
    public override string ToString() => $"{Repository}: {Text(DoneBytes)} of {Text(TotalBytes)}, {Text(BytesPerSecond)}/s";

    private static string Text(double bytes)
    {
        var unit = 0;
        for (; bytes >= Step && unit < Units.Length - 1; unit++)
        {
            bytes /= Step;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {Units[unit]}");
    }
}
