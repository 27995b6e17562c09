namespace MedQa.Local;

/// <summary>A program to start.</summary>
/// <param name="Name">What its lines are marked with.</param>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Folder">The folder that it runs in.</param>
/// <param name="Environment">Settings added to the launcher's own environment.</param>
/// <param name="Health">Answers 200 once the service can do its work.</param>
internal sealed record Service(
    string Name,
    string FileName,
    IReadOnlyList<string> Arguments,
    string Folder,
    IReadOnlyDictionary<string, string> Environment,
    Uri Health);
