namespace MedQa.Trainer.Training;

/// <summary>What a fine-tuning run came to.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="TrainingRows">Rows trained on.</param>
/// <param name="EvaluationRows">Rows watched.</param>
/// <param name="ShortenedRows">Rows that lost the end of their context.</param>
/// <param name="TrainedWeights">Number of trained weights.</param>
/// <param name="KeptStep">The step whose weights were kept.</param>
/// <param name="BestEvaluationLoss">The lowest evaluation loss, or null where nothing was evaluated.</param>
/// <param name="History">Losses at each evaluation.</param>
/// <param name="Seconds">Time of this process's part of the run.</param>
public sealed record TrainingResult(
    int Steps, int TrainingRows, int EvaluationRows, int ShortenedRows, long TrainedWeights, int KeptStep, double? BestEvaluationLoss,
    IReadOnlyList<LossPoint> History, double Seconds);
