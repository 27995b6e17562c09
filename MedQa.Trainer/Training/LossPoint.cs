using System.Text.Json.Serialization;

namespace MedQa.Trainer.Training;

/// <summary>Losses at a step, and how good the decisions were where they were looked at.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="TrainingLoss">Mean since the point before, in nats a token.</param>
/// <param name="EvaluationLoss">On the rows that are watched, each token counting the same, or null where there are none.</param>
public sealed record LossPoint(int Step, double? TrainingLoss, double? EvaluationLoss)
{
    /// <summary>The evaluation loss over the tokens of the decisions alone, in nats a token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DecisionLoss { get; init; }

    /// <summary>Macro-F1 of the watched rows' decisions, by scoring, from 0 to 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MacroF1 { get; init; }

    /// <summary>Share of the watched rows decided right, by scoring.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Accuracy { get; init; }
}
