using MedQa.Model.Answers;
using MedQa.ServiceDefaults;
using MedQa.Trainer.Data;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Evaluation;

/// <summary>
/// Evaluates a base model, and the same with an adapter, on the same prompts: decisions by every way that was asked for, and greedy
/// answers whose long answers are compared with the authors'.
/// </summary>
public static class Evaluator
{
    /// <summary>Evaluates a model in this process, on the calling thread.</summary>
    /// <param name="model">The base model.</param>
    /// <param name="adapters">The adapters: none for the base alone; several have their scores averaged, each with its own prompts, and the first writes the answers.</param>
    /// <param name="rows">The rows, in the data's order; each with a decision.</param>
    /// <param name="data">Where the rows come from.</param>
    /// <param name="settings">How to do it.</param>
    /// <param name="extras">What else there is; null for nothing.</param>
    /// <param name="cancellationToken">Looked at within each batch.</param>
    /// <exception cref="ArgumentException">A further adapter decides between other labels, or states its decision first where one is to be scored after the answer, or two are the same.</exception>
    /// <exception cref="DataFileException">There is no row, or one without a decision, or a question alone does not fit the context.</exception>
    /// <exception cref="InvalidDataException">A model's scores are no finite numbers.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static async Task<EvaluationReport> RunAsync(
        EvaluatedModel model,
        IReadOnlyList<EvaluatedAdapter> adapters,
        IReadOnlyList<QaRow> rows,
        EvaluatedData data,
        EvaluationSettings settings,
        EvaluationExtras? extras = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(adapters);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        RequireApart(adapters);
        var backends = new List<LocalBackend>();
        try
        {
            foreach (var adapter in adapters.DefaultIfEmpty())
            {
                var own = settings with { Format = backends.Count == 0 ? settings.Format : FurtherFormat(adapter!, settings) };
                backends.Add(new LocalBackend(model, adapter, own.Format, Examples(own, extras?.Shots ?? [])));
            }

            return await RunAsync(backends[0], [.. backends.Skip(1)], rows, data, settings, extras, cancellationToken);
        }
        finally
        {
            backends.ForEach(b => b.Dispose());
        }
    }

    /// <summary>Evaluates whatever stands behind a backend, with the scores of further ones averaged with its own.</summary>
    internal static async Task<EvaluationReport> RunAsync(
        IEvaluationBackend backend,
        IReadOnlyList<IEvaluationBackend> further,
        IReadOnlyList<QaRow> rows,
        EvaluatedData data,
        EvaluationSettings settings,
        EvaluationExtras? extras,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        settings.Validate();
        CheckRows(rows, settings);
        var prompts = PromptSet.Of(backend, settings, rows, cancellationToken);
        EnsembleMember[] members = [.. further.Select(b => new EnsembleMember(b, PromptSet.Of(b, settings, rows, cancellationToken)))];
        var draft = Draft(backend, members, data, settings, prompts);
        using var journal = extras?.Journal is { } path ? PredictionJournal.Open(path, EvaluationFingerprint.Of(draft)) : null;
        var predictor = new Predictor(backend, settings, journal, extras?.Report);
        var baseline = await predictor.PredictAsync(fineTuned: false, prompts, [], cancellationToken);
        var fineTuned = backend.Adapter is null ? null : await predictor.PredictAsync(fineTuned: true, prompts, members, cancellationToken);
        return Complete(draft, rows, baseline, fineTuned, extras, cancellationToken);
    }

    /// <summary>What is known before anything is predicted; the figures are still empty.</summary>
    internal static EvaluationReport Draft(IEvaluationBackend backend, IReadOnlyList<EnsembleMember> members, EvaluatedData data, EvaluationSettings settings, PromptSet prompts) => new()
    {
        CodeVersion = CodeVersion.Current,
        Model = backend.Model,
        Adapter = backend.Adapter,
        FurtherAdapters = [.. members.Select(m => m.Backend.Adapter!)],
        FurtherFormats = members.All(m => m.Backend.Format.IsLaidOutAs(settings.Format)) ? null : [.. members.Select(m => m.Backend.Format)],
        Data = data,
        PromptHash = prompts.Hash(),
        ChatTemplate = backend.ChatTemplate,
        Compute = backend.Compute,
        Settings = settings,
        ShortenedCount = members.Select(m => m.Prompts.ShortenedCount).Append(prompts.ShortenedCount).Max(),
        Baseline = new([], null, []),
        FineTuned = null,
        Rows = [],
    };

    /// <summary>Computes the figures of the predictions.</summary>
    internal static EvaluationReport Complete(
        EvaluationReport draft,
        IReadOnlyList<QaRow> rows,
        IReadOnlyList<RowPrediction> baseline,
        IReadOnlyList<RowPrediction>? fineTuned,
        EvaluationExtras? extras,
        CancellationToken cancellationToken)
    {
        if (extras?.BertScore is { } scorer && draft.Settings.Answers)
        {
            baseline = WithBertScore(scorer, extras, "Baseline", rows, baseline, cancellationToken);
            fineTuned = fineTuned is null ? null : WithBertScore(scorer, extras, "Fine-tuned", rows, fineTuned, cancellationToken);
            draft = draft with { BertScore = scorer.HashLine(extras.BertScoreIdf) };
        }

        var builder = new ReportBuilder(draft.Settings, rows, cancellationToken);
        return draft with
        {
            Baseline = builder.Figures(baseline),
            FineTuned = fineTuned is null ? null : builder.Figures(fineTuned),
            Comparison = fineTuned is null ? null : builder.Compare(baseline, fineTuned),
            Groups = builder.Groups(baseline, fineTuned),
            Rows = builder.Rows(baseline, fineTuned),
        };
    }

    /// <summary>The examples that the settings name.</summary>
    /// <exception cref="DataFileException">One is not among the rows, or has no decision.</exception>
    internal static IReadOnlyList<AnsweredExample> Examples(EvaluationSettings settings, IReadOnlyList<QaRow> rows)
    {
        var byId = rows.ToDictionary(r => r.Id, StringComparer.Ordinal);
        return [.. settings.Shots.Select(id => byId.GetValueOrDefault(id) is { Decision: { } decision } row
            ? new AnsweredExample(row.Question, settings.WithContext ? row.Contexts : [], settings.Format.Response(row.LongAnswer, decision))
            : throw new DataFileException($"Row {id} is to be shown as an example, but is not there or has no decision."))];
    }

    /// <exception cref="DataFileException">There is no row, or one without a decision.</exception>
    internal static void CheckRows(IReadOnlyList<QaRow> rows, EvaluationSettings settings)
    {
        if (rows.Count == 0)
        {
            throw new DataFileException("There are no rows to evaluate on.");
        }

        if (rows.FirstOrDefault(r => r.Decision is null || !settings.Format.Labels.Contains(r.Decision)) is { } row)
        {
            throw new DataFileException($"Row {row.Id}: evaluation needs a final_decision, one of {string.Join(", ", settings.Format.Labels)}.");
        }
    }

    private static void RequireApart(IReadOnlyList<EvaluatedAdapter> adapters)
    {
        if (adapters.GroupBy(a => a.Hash, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            throw new ArgumentException(
                $"{string.Join(" and ", same.Select(a => a.Name))} have the same weights (SHA-256 {same.Key}); their scores would count more than the others'. Give each adapter once.");
        }
    }

    private static AnswerFormat FurtherFormat(EvaluatedAdapter adapter, EvaluationSettings settings)
    {
        var format = (adapter.Format ?? settings.Format) with { DecisionOffsets = null };
        format.Validate();
        if (!format.Labels.SequenceEqual(settings.Format.Labels))
        {
            throw new ArgumentException(
                $"{adapter.Name} decides between {string.Join(", ", format.Labels)}, the first adapter between {string.Join(", ", settings.Format.Labels)}; their scores can't be averaged.");
        }

        return settings.Methods.Contains(DecisionMethod.AfterAnswer) && format.Placement != DecisionPlacement.Last
            ? throw new ArgumentException($"methods: decisions can be scored after the long answer only where they stand last, but {adapter.Name} states them first.")
            : format;
    }

    private static List<RowPrediction> WithBertScore(
        BertScorer scorer, EvaluationExtras extras, string name, IReadOnlyList<QaRow> rows, IReadOnlyList<RowPrediction> predictions, CancellationToken cancellationToken)
    {
        var scores = scorer.Score(
            [.. predictions.Select(p => p.LongAnswer!)],
            [.. rows.Select(r => r.LongAnswer)],
            extras.BertScoreIdf,
            progress => extras.Report?.Invoke(new($"{name}, BERTScore", (int)(progress.DoneTokens * rows.Count / Math.Max(1, progress.TotalTokens)), rows.Count)),
            cancellationToken);
        return [.. predictions.Zip(scores, (p, s) => p with { Text = p.Text! with { BertScore = s.F1 } })];
    }
}
