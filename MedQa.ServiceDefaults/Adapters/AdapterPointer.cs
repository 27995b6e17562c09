namespace MedQa.ServiceDefaults.Adapters;

/// <summary>
/// An adapter's <c>current.json</c>: the version rolled back to, and the newest version number known when that was written.
/// It holds until a newer version is published, so a publish has nothing to write but its manifest and cannot end half-way.
/// </summary>
/// <param name="Current">The version rolled back to, or null.</param>
/// <param name="Newest">The highest version number at the time; numbers up to it are never given out again.</param>
internal sealed record AdapterPointer(int? Current, int Newest)
{
    public const string FileName = "current.json";

    public static AdapterPointer None { get; } = new(null, 0);

    /// <summary>The current one of <paramref name="versions"/>, which are in rising order and at least one.</summary>
    public int CurrentOf(IReadOnlyList<int> versions) =>
        Current is { } current && versions[^1] <= Newest && versions.Contains(current) ? current : versions[^1];

    /// <summary>The number after all of <paramref name="versions"/> and all deleted ones.</summary>
    public int NextAfter(IEnumerable<int> versions) => Math.Max(versions.DefaultIfEmpty().Max(), Newest) + 1;

    public AdapterPointer RolledBackTo(int version, IReadOnlyList<int> versions) => new(version, Math.Max(versions[^1], Newest));

    /// <summary>The pointer to write before <paramref name="version"/> is deleted.</summary>
    public AdapterPointer Without(int version, IReadOnlyList<int> versions)
    {
        var newest = versions[^1];
        var holds = newest <= Newest && Current != version;
        return new(holds ? Current : null, Math.Max(newest, Newest));
    }
}
