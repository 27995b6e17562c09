namespace MedQa.Trainer.Reports;

/// <summary>What was used, told apart by its hash.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">SHA-256 of its weights, lower-case hex.</param>
public sealed record NamedHash(string Name, string Sha256);
