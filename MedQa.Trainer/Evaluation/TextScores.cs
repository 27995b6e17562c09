using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Evaluation;

/// <summary>One long answer against the authors'.</summary>
/// <param name="Rouge1">ROUGE-1, F-measure without stemming.</param>
/// <param name="Rouge2">ROUGE-2.</param>
/// <param name="RougeL">ROUGE-L.</param>
/// <param name="RougeLsum">ROUGE-Lsum.</param>
/// <param name="BertScore">BERTScore's F1, or null where it was not asked for.</param>
/// <param name="Words">Its words, split at white space.</param>
/// <param name="Repetition">Part of its four-word sequences that were there before.</param>
public sealed record TextScores(double Rouge1, double Rouge2, double RougeL, double RougeLsum, double? BertScore, int Words, double Repetition)
{
    /// <summary>Compares an answer with the authors', without BERTScore.</summary>
    public static TextScores Of(string longAnswer, string reference)
    {
        ArgumentNullException.ThrowIfNull(longAnswer);
        var rouge = Rouge.Score(longAnswer, reference);
        return new(
            rouge.Rouge1.FMeasure,
            rouge.Rouge2.FMeasure,
            rouge.RougeL.FMeasure,
            rouge.RougeLsum.FMeasure,
            null,
            longAnswer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length,
            Metrics.Repetition.Of(longAnswer));
    }
}
