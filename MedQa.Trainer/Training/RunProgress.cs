namespace MedQa.Trainer.Training;

/// <summary>How far a run is. Holds numbers alone, never a row's text.</summary>
public sealed record RunProgress
{
    /// <summary>The seed that runs, where a job has several.</summary>
    public long? Seed { get; init; }

    /// <summary>The fold that runs, from 1, where a job has several.</summary>
    public int? Fold { get; init; }

    /// <summary>Steps done.</summary>
    public required int Step { get; init; }

    /// <summary>Steps of the whole run.</summary>
    public required int Steps { get; init; }

    /// <summary>Mean training loss since the last report, in nats a token.</summary>
    public double? Loss { get; init; }

    /// <summary>Norm of the last step's gradients before clipping; null where an fp16 step overflowed and was skipped.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Rate of the last step.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Loss on the rows kept for evaluation, where this report brings one.</summary>
    public double? EvaluationLoss { get; init; }

    /// <summary>The same over the decisions' tokens alone, where they are told apart.</summary>
    public double? DecisionLoss { get; init; }

    /// <summary>Macro-F1 of the decisions on the rows kept for evaluation, from 0 to 1, where they are scored.</summary>
    public double? MacroF1 { get; init; }

    /// <summary>Share of those decisions that are right, where they are scored.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Tokens a second since the last report.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Mean time of a step since the last report.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Mean GPU work of a step since the last report, where it is measured.</summary>
    public double? GpuSeconds { get; init; }

    /// <summary>Memory used now: the GPU's, or the process's working set on the CPU.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>At the speed since the last report.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>A remark in words, or null.</summary>
    public string? Message { get; init; }
}
