namespace MedQa.Trainer.Evaluation;

/// <summary>The device's or the machine's memory did not suffice for a batch. The message says for which, and what takes less.</summary>
public sealed class EvaluationMemoryException(string message, Exception inner) : Exception(message, inner);
