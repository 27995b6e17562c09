namespace MedQa.Trainer.Evaluation;

/// <summary>All that an evaluation found and how. Holds no time and no texts: the same inputs give the same report.</summary>
public sealed record EvaluationReport
{
    /// <summary>Version of this layout.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>The base model.</summary>
    public required NamedHash Model { get; init; }

    /// <summary>The adapter, or null where only the base was evaluated.</summary>
    public required NamedHash? Adapter { get; init; }

    /// <summary>The rows.</summary>
    public required EvaluatedData Data { get; init; }

    /// <summary>The chat template that laid the prompts out.</summary>
    public required string ChatTemplate { get; init; }

    /// <summary>Device and type that the model computed on and in.</summary>
    public required string Compute { get; init; }

    /// <summary>How it was done.</summary>
    public required EvaluationSettings Settings { get; init; }

    /// <summary>Rows whose context lost words from its end to fit.</summary>
    public required int ShortenedCount { get; init; }

    /// <summary>The base model's figures.</summary>
    public required ModelResult Baseline { get; init; }

    /// <summary>The figures of the base with the adapter.</summary>
    public required ModelResult? FineTuned { get; init; }
}
