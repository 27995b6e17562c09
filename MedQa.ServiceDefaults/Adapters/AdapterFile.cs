namespace MedQa.ServiceDefaults.Adapters;

/// <summary>One file of a version.</summary>
/// <param name="Name">File name, without folders.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record AdapterFile(string Name, long Length, string Sha256);
