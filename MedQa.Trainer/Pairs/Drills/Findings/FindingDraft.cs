namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>A sentence with its questions.</summary>
/// <param name="Row">The article's row.</param>
/// <param name="Run">The sentences around it.</param>
/// <param name="At">Its place among them.</param>
/// <param name="Questions">What may be asked of it.</param>
internal sealed record FindingDraft(int Row, IReadOnlyList<string> Run, int At, IReadOnlyList<FindingQuestion> Questions);
