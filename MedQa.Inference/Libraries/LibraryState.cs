namespace MedQa.Inference.Libraries;

/// <summary>What a library holds at a moment.</summary>
/// <param name="Documents">Documents with passages.</param>
/// <param name="Passages">Their passages.</param>
/// <param name="HasMeaning">Whether it is searched by meaning too.</param>
/// <param name="Waiting">Documents still to be read in the ingestion that is under way.</param>
/// <param name="Broken">Names of documents that could not be read, in order.</param>
internal sealed record LibraryState(int Documents, long Passages, bool HasMeaning, int Waiting, IReadOnlyList<string> Broken);
