namespace MedQa.Trainer.Training;

/// <summary>Speeds between two reports.</summary>
/// <param name="TokensPerSecond">Tokens a second.</param>
/// <param name="StepSeconds">Mean time of a step.</param>
/// <param name="GpuSeconds">Mean GPU work of a step, or null where none was measured.</param>
/// <param name="TimeLeft">For the steps that are still to do, at this speed.</param>
internal sealed record SpeedReading(double TokensPerSecond, double StepSeconds, double? GpuSeconds, TimeSpan TimeLeft);
