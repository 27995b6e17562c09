namespace MedQa.ServiceDefaults.Adapters;

/// <summary>One version of an adapter.</summary>
/// <param name="Name">The adapter's name.</param>
/// <param name="Version">1, 2, 3 …: rises with each publish and is never used twice, not even after a delete.</param>
/// <param name="CreatedAt">When it was published.</param>
/// <param name="Description">What it was made from.</param>
/// <param name="Files">Its files, by name.</param>
public sealed record AdapterManifest(
    string Name, int Version, DateTimeOffset CreatedAt, AdapterDescription Description, IReadOnlyList<AdapterFile> Files);
