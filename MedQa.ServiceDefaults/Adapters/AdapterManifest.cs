namespace MedQa.ServiceDefaults.Adapters;

/// <summary>An adapter and its versions.</summary>
/// <param name="Name">The adapter's name.</param>
/// <param name="Current">The version that is served where none is asked for.</param>
/// <param name="Versions">All versions, oldest first.</param>
public sealed record AdapterListing(string Name, int Current, IReadOnlyList<AdapterManifest> Versions);

/// <summary>One version of an adapter.</summary>
/// <param name="Name">The adapter's name.</param>
/// <param name="Version">1, 2, 3 …</param>
/// <param name="CreatedAt">When it was published.</param>
/// <param name="Description">What it was made from.</param>
/// <param name="Files">Its files.</param>
public sealed record AdapterManifest(
    string Name, int Version, DateTimeOffset CreatedAt, AdapterDescription Description, IReadOnlyList<AdapterFile> Files);

/// <summary>What a version was made from.</summary>
/// <param name="BaseModel">The base model's name.</param>
/// <param name="BaseHash">SHA-256 of the base model's weights, as MedQA's <c>medqa.json</c> has it.</param>
/// <param name="Summary">One line for people: data and figures, no health text.</param>
public sealed record AdapterDescription(string BaseModel, string BaseHash, string Summary);

/// <summary>One file of a version.</summary>
/// <param name="Name">File name, without folders.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record AdapterFile(string Name, long Length, string Sha256);
