namespace MedQa.Inference.Requests;

/// <summary>The adapter that a request names.</summary>
/// <param name="Name">Follows the store's rule for names.</param>
/// <param name="Version">0: the current version.</param>
internal sealed record AdapterChoice(string Name, int Version);
