namespace MedQa.Trainer.Metrics;

/// <summary>How far two texts agree, each figure between 0 and 1.</summary>
/// <param name="Precision">The part of the candidate that the reference has.</param>
/// <param name="Recall">The part of the reference that the candidate has.</param>
/// <param name="FMeasure">Their harmonic mean.</param>
public readonly record struct RougeScore(double Precision, double Recall, double FMeasure)
{
    /// <summary>From a number of hits; 0 where a text has nothing to hit.</summary>
    public static RougeScore Of(int hits, int candidateCount, int referenceCount)
    {
        var precision = candidateCount == 0 ? 0 : (double)hits / candidateCount;
        var recall = referenceCount == 0 ? 0 : (double)hits / referenceCount;
        return new(precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
    }
}
