using System.Text.Json.Serialization;

namespace MedQa.Trainer.Training;

/// <summary>What a fine-tuning run came to.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="TrainingRows">Rows trained on.</param>
/// <param name="EvaluationRows">Rows watched.</param>
/// <param name="ShortenedRows">Rows that lost the end of their context.</param>
/// <param name="TrainedWeights">Number of trained weights.</param>
/// <param name="KeptStep">The step whose weights were kept.</param>
/// <param name="BestEvaluationLoss">The evaluation loss of the best weights: the lowest, but where these are chosen by their decisions. Null where nothing was evaluated.</param>
/// <param name="History">Losses at each evaluation.</param>
/// <param name="Seconds">Time of this process's part of the run.</param>
public sealed record TrainingResult(
    int Steps, int TrainingRows, int EvaluationRows, int ShortenedRows, long TrainedWeights, int KeptStep, double? BestEvaluationLoss,
    IReadOnlyList<LossPoint> History, double Seconds)
{
    /// <summary>Steps that the run would have taken without early stopping.</summary>
    public int PlannedSteps { get; init; }

    /// <summary>The evaluation of the kept weights, or null where there was none at their step.</summary>
    [JsonIgnore]
    public LossPoint? Kept => History.FirstOrDefault(h => h.Step == KeptStep);

    /// <summary>What the run was: the hash of its options, rows and base. A finished run with the same is not run again.</summary>
    public string Fingerprint { get; init; } = "";
}
