using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>How good a model's long answers are, against the authors', with 95% bootstrap intervals.</summary>
/// <param name="Rouge1">ROUGE-1, F-measure without stemming: the mean.</param>
/// <param name="Rouge2">ROUGE-2.</param>
/// <param name="RougeL">ROUGE-L.</param>
/// <param name="RougeLsum">ROUGE-Lsum.</param>
/// <param name="BertScore">BERTScore's F1, or null where it was not asked for.</param>
/// <param name="EmptyRate">Part of the answers that are blank.</param>
/// <param name="MeanWords">Words of a long answer, split at white space.</param>
/// <param name="MeanRepetition">Part of a long answer's four-word sequences that were there before.</param>
public sealed record AnswerResult(
    Interval Rouge1,
    Interval Rouge2,
    Interval RougeL,
    Interval RougeLsum,
    Interval? BertScore,
    double EmptyRate,
    double MeanWords,
    double MeanRepetition)
{
    /// <summary>Computes the figures; null where a row has no answer.</summary>
    /// <param name="predictions">At least one.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="resamples">Its draws.</param>
    /// <param name="cancellationToken">Looked at before each draw.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static AnswerResult? Of(IReadOnlyList<RowPrediction> predictions, int seed, int resamples, CancellationToken cancellationToken = default)
    {
        var texts = predictions.Select(p => p.Text).OfType<TextScores>().ToList();
        if (texts.Count < predictions.Count)
        {
            return null;
        }

        return new(
            Mean(t => t.Rouge1),
            Mean(t => t.Rouge2),
            Mean(t => t.RougeL),
            Mean(t => t.RougeLsum),
            texts.All(t => t.BertScore is not null) ? Mean(t => t.BertScore!.Value) : null,
            predictions.Average(p => string.IsNullOrWhiteSpace(p.Answer) ? 1.0 : 0),
            texts.Average(t => (double)t.Words),
            texts.Average(t => t.Repetition));

        Interval Mean(Func<TextScores, double> figure) => Bootstrap.Mean([.. texts.Select(figure)], seed, resamples, cancellationToken);
    }
}
