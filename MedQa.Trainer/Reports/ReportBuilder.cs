using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>Computes a report's figures from the predictions.</summary>
/// <param name="settings">How the evaluation was done.</param>
/// <param name="rows">The rows.</param>
/// <param name="cancellationToken">Looked at before each draw of the bootstrap, and before each method's figures.</param>
internal sealed class ReportBuilder(EvaluationSettings settings, IReadOnlyList<QaRow> rows, CancellationToken cancellationToken = default)
{
    /// <summary>The name of a long answer's length.</summary>
    public const string Words = "Words of a long answer";

    /// <summary>The name of a long answer's repetition.</summary>
    public const string Repetition = "Repeated four-word sequences, %";

    private const int FewestRowsOfAYear = 10;
    private const int FewestRowsOfAHeading = 20;

    private static readonly (string Name, Func<TextScores, double?> Figure)[] _texts =
    [
        ("ROUGE-1", t => t.Rouge1),
        ("ROUGE-2", t => t.Rouge2),
        ("ROUGE-L", t => t.RougeL),
        ("ROUGE-Lsum", t => t.RougeLsum),
        ("BERTScore F1", t => t.BertScore),
        (Words, t => t.Words),
        (Repetition, t => t.Repetition),
    ];

    private readonly IReadOnlyList<string> _truths = [.. rows.Select(r => r.Decision!)];

    /// <summary>A model's figures.</summary>
    public ModelResult Figures(IReadOnlyList<RowPrediction> predictions) => new(
        [.. settings.Methods.Select(m => Figures(m, predictions))],
        AnswerResult.Of(predictions, settings.Seed, settings.Resamples, cancellationToken),
        [.. settings.Methods.SelectMany((first, i) => settings.Methods.Skip(i + 1).Select(second =>
            new MethodAgreement(first, second, Agreement.Of(Decisions(first, predictions), Decisions(second, predictions)))))]);

    /// <summary>Both models on the same rows.</summary>
    public Comparison Compare(IReadOnlyList<RowPrediction> baseline, IReadOnlyList<RowPrediction> fineTuned) => new(
        [.. settings.Methods.Select(m => Compare(m, Decided(m, baseline), Decided(m, fineTuned)))],
        [.. _texts.Select(t => Compare(t.Name, t.Figure, baseline, fineTuned)).OfType<TextComparison>()]);

    /// <summary>The leading method's decisions by what is known of the rows.</summary>
    public IReadOnlyList<GroupTable> Groups(IReadOnlyList<RowPrediction> baseline, IReadOnlyList<RowPrediction>? fineTuned)
    {
        var before = Decided(settings.Leading, baseline);
        var after = fineTuned is null ? null : Decided(settings.Leading, fineTuned);
        List<GroupTable> tables = [new("Year", GroupScores.ByYear([.. rows.Select(r => r.Year)], before, after, FewestRowsOfAYear))];
        if (rows.Any(r => r.MeshHeadings.Count > 0))
        {
            tables.Add(new("MeSH heading", GroupScores.ByHeading([.. rows.Select(r => r.MeshHeadings)], before, after, FewestRowsOfAHeading)));
        }

        return tables;
    }

    /// <summary>The rows with all that was made of them.</summary>
    public IReadOnlyList<ReportedRow> Rows(IReadOnlyList<RowPrediction> baseline, IReadOnlyList<RowPrediction>? fineTuned) =>
        [.. rows.Select((row, i) => new ReportedRow
        {
            Id = row.Id,
            Question = row.Question,
            Contexts = row.Contexts,
            Reference = row.LongAnswer,
            Truth = row.Decision!,
            Year = row.Year,
            MeshHeadings = row.MeshHeadings,
            Baseline = baseline[i],
            FineTuned = fineTuned?[i],
        })];

    private MethodResult Figures(DecisionMethod method, IReadOnlyList<RowPrediction> predictions)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var decisions = Decisions(method, predictions);
        return new(
            method,
            DecisionResult.Of(settings.Format.Labels, _truths, decisions, settings.Seed, settings.Resamples, cancellationToken),
            decisions.Average(d => d is null ? 1.0 : 0),
            predictions.All(p => p.Probabilities.ContainsKey(method))
                ? Calibration.Of(settings.Format.Labels, _truths, [.. predictions.Select(p => p.Probabilities[method])])
                : null);
    }

    private DecisionComparison Compare(DecisionMethod method, DecidedRows baseline, DecidedRows fineTuned)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            method,
            McNemarTest.Of(baseline, fineTuned),
            PairedBootstrap.Decisions(baseline, fineTuned, m => m.Accuracy, settings.Seed, settings.Resamples, cancellationToken),
            PairedBootstrap.Decisions(baseline, fineTuned, m => m.MacroF1, settings.Seed, settings.Resamples, cancellationToken));
    }

    private TextComparison? Compare(
        string name, Func<TextScores, double?> figure, IReadOnlyList<RowPrediction> baseline, IReadOnlyList<RowPrediction> fineTuned)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (before, after) = (Values(baseline), Values(fineTuned));
        return before.Count < rows.Count || after.Count < rows.Count
            ? null
            : new(name, PairedBootstrap.Means(before, after, settings.Seed, settings.Resamples, cancellationToken));

        List<double> Values(IReadOnlyList<RowPrediction> predictions) =>
            [.. predictions.Select(p => p.Text is { } text ? figure(text) : null).OfType<double>()];
    }

    private DecidedRows Decided(DecisionMethod method, IReadOnlyList<RowPrediction> predictions) =>
        DecidedRows.Of(settings.Format.Labels, _truths, Decisions(method, predictions));

    private static List<string?> Decisions(DecisionMethod method, IReadOnlyList<RowPrediction> predictions) => [.. predictions.Select(p => p.Decisions[method])];
}
