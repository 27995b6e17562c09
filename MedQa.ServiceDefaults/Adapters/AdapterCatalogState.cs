namespace MedQa.ServiceDefaults.Adapters;

/// <summary>What <see cref="AdapterCatalog"/> knows.</summary>
/// <param name="Listings">The last listing read.</param>
/// <param name="ReadAt">When it was read, or null before the first time.</param>
/// <param name="Error">Why the last attempt failed, or null where it did not.</param>
public sealed record AdapterCatalogState(IReadOnlyList<AdapterListing> Listings, DateTimeOffset? ReadAt, string? Error)
{
    internal static AdapterCatalogState Start { get; } = new([], null, null);
}
