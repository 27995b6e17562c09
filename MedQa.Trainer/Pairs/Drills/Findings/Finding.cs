namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>What a sentence says and what may be asked of it.</summary>
/// <param name="IsAffirmed">Whether it says that something differs, changes or is associated, rather than that nothing does.</param>
/// <param name="Questions">The questions.</param>
internal sealed record Finding(bool IsAffirmed, IReadOnlyList<FindingQuestion> Questions);
