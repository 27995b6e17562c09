namespace MedQa.Trainer.Training;

/// <summary>The device's or the machine's memory did not suffice. The message says at what, and which options take less.</summary>
public sealed class TrainingMemoryException(string message, Exception inner) : Exception(message, inner);
