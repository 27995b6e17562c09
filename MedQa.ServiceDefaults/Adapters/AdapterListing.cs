namespace MedQa.ServiceDefaults.Adapters;

/// <summary>An adapter and its versions.</summary>
/// <param name="Name">The adapter's name.</param>
/// <param name="Current">The version that is served where none is asked for.</param>
/// <param name="Versions">All versions, oldest first; at least one.</param>
public sealed record AdapterListing(string Name, int Current, IReadOnlyList<AdapterManifest> Versions);
