using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>A run's rows, laid out for a base.</summary>
/// <param name="Training">Rows to train on.</param>
/// <param name="Evaluation">Rows to watch; may be none.</param>
/// <param name="Decisions">The watched rows' decisions, or null where none has one.</param>
/// <param name="Hash">What the rows were read from.</param>
internal sealed record PreparedRows(ExampleSet Training, ExampleSet Evaluation, WatchedDecisions? Decisions, string Hash);
