using MedQa.Trainer.Data;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Evaluation;

/// <summary>What an evaluation may have besides its rows and settings.</summary>
public sealed record EvaluationExtras
{
    /// <summary>Rows that the examples shown are found among, by their ids.</summary>
    public IReadOnlyList<QaRow> Shots { get; init; } = [];

    /// <summary>Compares the long answers by meaning; null does not. Not owned.</summary>
    public BertScorer? BertScore { get; init; }

    /// <summary>Whether BERTScore weighs tokens by how rare they are in the references.</summary>
    public bool BertScoreIdf { get; init; }

    /// <summary>The file that holds what was found until an evaluation is killed; null keeps nothing.</summary>
    public string? Journal { get; init; }

    /// <summary>Takes progress.</summary>
    public Action<EvaluationProgress>? Report { get; init; }
}
