using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Evaluation;

/// <summary>How good a model's generated answers are.</summary>
/// <param name="Decisions">Their decisions, parsed; an answer that states none is wrong.</param>
/// <param name="Rouge1">ROUGE-1 F-measure of the long answers against the authors', without stemming: the mean with its interval.</param>
/// <param name="Rouge2">ROUGE-2.</param>
/// <param name="RougeL">ROUGE-L.</param>
/// <param name="RougeLsum">ROUGE-Lsum.</param>
/// <param name="EmptyRate">Part of the answers that are blank.</param>
/// <param name="UnparseableRate">Part of the answers that state no decision, blank ones among them.</param>
/// <param name="MeanWords">Words of a long answer, split at white space.</param>
public sealed record AnswerResult(
    DecisionResult Decisions,
    Interval Rouge1,
    Interval Rouge2,
    Interval RougeL,
    Interval RougeLsum,
    double EmptyRate,
    double UnparseableRate,
    double MeanWords)
{
    /// <summary>Computes the figures of the rows' answers.</summary>
    public static AnswerResult Of(AnswerFormat format, IReadOnlyList<QaRow> rows, IReadOnlyList<RowPrediction> predictions, int seed, int resamples)
    {
        var answers = predictions.Select(p => p.Answer ?? throw new ArgumentException($"Row {p.Id} has no answer.", nameof(predictions))).ToList();
        var longAnswers = answers.Select(format.LongAnswerOf).ToList();
        var scores = longAnswers.Select((a, i) => Rouge.Score(a, rows[i].LongAnswer)).ToList();
        return new(
            DecisionResult.Of(format.Labels, [.. predictions.Select(p => p.Truth)], [.. predictions.Select(p => p.Parsed)], seed, resamples),
            Mean(s => s.Rouge1),
            Mean(s => s.Rouge2),
            Mean(s => s.RougeL),
            Mean(s => s.RougeLsum),
            answers.Average(a => string.IsNullOrWhiteSpace(a) ? 1.0 : 0),
            predictions.Average(p => p.Parsed is null ? 1.0 : 0),
            longAnswers.Average(a => (double)a.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length));

        Interval Mean(Func<RougeScores, RougeScore> figure) => Bootstrap.Mean([.. scores.Select(s => figure(s).FMeasure)], seed, resamples);
    }
}
