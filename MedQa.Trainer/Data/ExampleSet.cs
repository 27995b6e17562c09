namespace MedQa.Trainer.Data;

/// <summary>Rows made into examples.</summary>
/// <param name="Examples">One for each row, in the rows' order.</param>
/// <param name="ShortenedCount">How many lost words from the end of their context to fit.</param>
public sealed record ExampleSet(IReadOnlyList<TrainingExample> Examples, int ShortenedCount);
