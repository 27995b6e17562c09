namespace MedQa.Trainer.Training.Optimizers;

/// <summary>Makes the optimizer that options ask for.</summary>
internal static class OptimizerFactory
{
    /// <param name="vector">What is trained; the optimizer's from here on.</param>
    /// <param name="scaler">Chooses the loss scale, where products are fp16.</param>
    /// <param name="freeBytes">Reads the device's free memory; without it no state is moved to the host.</param>
    public static Optimizer Create(
        OptimizerKind kind, TrainedVector vector, AdamWOptions options, LossScaler? scaler = null, Func<long>? freeBytes = null) => kind switch
        {
            OptimizerKind.AdamW => new AdamW(vector, options, scaler),
            OptimizerKind.AdamW8bit => new AdamW8bit(vector, options, scaler),
            OptimizerKind.PagedAdamW8bit => new AdamW8bit(vector, options, scaler, freeBytes is null ? null : new StatePaging(freeBytes)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such optimizer."),
        };
}
