namespace MedQa.Model.Answers;

/// <summary>A conversation that fits into the model's context.</summary>
/// <param name="Ids">The prompt's ids.</param>
/// <param name="DroppedExchanges">How many of the oldest exchanges (a question and its answer) were left out.</param>
public sealed record FittedPrompt(IReadOnlyList<int> Ids, int DroppedExchanges);
