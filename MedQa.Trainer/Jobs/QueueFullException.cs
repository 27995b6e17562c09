namespace MedQa.Trainer.Jobs;

/// <summary>No more jobs can wait.</summary>
internal sealed class QueueFullException(int length) : Exception($"{length} jobs wait already. Try again when one has ended.");
