namespace MedQa.Trainer.Grounded;

/// <summary>What became of a group of questions, in counts.</summary>
/// <param name="Name">The group: a wording, or why no page answers.</param>
/// <param name="Answerable">Whether a page answers its questions.</param>
/// <param name="Count">How many questions it has.</param>
/// <param name="Outcomes">How often each outcome came, all of them, in their order.</param>
public sealed record GroundedGroup(string Name, bool Answerable, int Count, IReadOnlyDictionary<GroundedOutcome, int> Outcomes);
