namespace MedQa.Trainer.Metrics;

/// <summary>BERTScore of one pair of texts, each figure between -1 and 1 and above 0 for most texts.</summary>
/// <param name="Precision">How well the reference holds the candidate's tokens.</param>
/// <param name="Recall">How well the candidate holds the reference's tokens.</param>
/// <param name="F1">Their harmonic mean.</param>
public readonly record struct BertScoreResult(double Precision, double Recall, double F1)
{
    /// <summary>With the harmonic mean of the two; 0 where there is none.</summary>
    public static BertScoreResult Of(double precision, double recall)
    {
        var sum = precision + recall;
        return new(precision, recall, sum == 0 ? 0 : 2 * precision * recall / sum);
    }
}
