namespace MedQa.Trainer.Training;

/// <summary>The loss is no number any more. The message names the step and the rows' ids, never their text.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
