namespace MedQa.Trainer.Evaluation;

/// <summary>Which rows were used.</summary>
/// <param name="File">The data file's name.</param>
/// <param name="Sha256">SHA-256 of the data file, lower-case hex.</param>
/// <param name="Split">The protocol, for people: official, recipe, all, or the name of a file of ids.</param>
/// <param name="Ids">The rows' ids, in the order used.</param>
public sealed record EvaluatedData(string File, string Sha256, string Split, IReadOnlyList<string> Ids);
