namespace MedQa.Trainer.Reports;

/// <summary>Which rows were used.</summary>
/// <param name="File">The data file's name.</param>
/// <param name="Sha256">SHA-256 of the data file, lower-case hex.</param>
/// <param name="Protocol">The protocol, for people: official test, cross-validation, recipe, all rows, or the name of a file of ids.</param>
/// <param name="Ids">The rows' ids, in the order used.</param>
public sealed record EvaluatedData(string File, string Sha256, string Protocol, IReadOnlyList<string> Ids);
