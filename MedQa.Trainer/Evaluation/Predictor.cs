using Grpc.Core;
using MedQa.Model.Answers;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Evaluation;

/// <summary>
/// Lets a model decide and answer every row, batch by batch. Batches hang on the rows alone, so that an evaluation that goes on from
/// its journal computes the same batches, and finds the same, as one that was never stopped.
/// </summary>
internal sealed class Predictor(IEvaluationBackend backend, EvaluationSettings settings, PredictionJournal? journal, Action<EvaluationProgress>? report)
{
    // Questions and contexts that say nothing (Zhao et al., 2021, arXiv:2102.09690).
    private static readonly string[] _contentFree = ["N/A", "[MASK]"];

    /// <summary>What a model makes of the rows, in their order.</summary>
    /// <param name="fineTuned">Which model.</param>
    /// <param name="prompts">The rows' prompts.</param>
    /// <param name="further">Further adapters, whose scores are averaged with the model's own; the model alone answers.</param>
    /// <param name="cancellationToken">Looked at within each batch.</param>
    /// <exception cref="InvalidDataException">A score is no finite number; names the model or adapter and the row's id.</exception>
    /// <exception cref="EvaluationMemoryException">The memory does not suffice for a batch.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; what was found until then is in the journal.</exception>
    public async Task<IReadOnlyList<RowPrediction>> PredictAsync(
        bool fineTuned, PromptSet prompts, IReadOnlyList<EnsembleMember> further, CancellationToken cancellationToken)
    {
        var name = fineTuned ? "Fine-tuned" : "Baseline";
        var all = prompts.Prompts;
        IReadOnlyList<EnsembleMember> members = [new(backend, prompts), .. further];
        var each = await EachAsync(members, (m, number) => ScoreAsync($"{name}{number}, scoring", fineTuned, m, (p, _) => m.Backend.BeforeLabel(p.Ids), cancellationToken));
        var contentFree = settings.Methods.Contains(DecisionMethod.Calibrated) ? await ContentFreeAsync(members, fineTuned, cancellationToken) : null;
        var answers = settings.Answers ? await AnswerAsync($"{name}, answering", fineTuned, all, decide: false, cancellationToken) : null;
        var after = settings.Methods.Contains(DecisionMethod.AfterAnswer)
            ? AveragedScores.Of(await EachAsync(members, (m, number) => ScoreAsync(
                $"{name}{number}, scoring after the answer", fineTuned, m, (p, i) => AfterAnswer(m.Backend, p, settings.Format.LongAnswerOf(answers![i])), cancellationToken)))
            : null;
        var constrained = settings.Methods.Contains(DecisionMethod.Constrained)
            ? await ConstrainedAsync($"{name}, deciding", fineTuned, all, answers, cancellationToken)
            : null;
        var scores = AveragedScores.Of(each);
        var normalised = AveragedScores.Of([.. members.Zip(each, Normalised)]);

        // Offsets were fitted on what they came with: the adapter's scores, or those of a base that is evaluated alone.
        var offsets = fineTuned || backend.Adapter is null ? settings.Format.DecisionOffsets : null;
        return [.. all.Select((p, i) => Prediction(p, scores[i], normalised[i], offsets, contentFree, answers?[i], after?[i], constrained?[i]))];
    }

    private RowPrediction Prediction(
        PromptSet.Prompt prompt,
        IReadOnlyList<double> scores,
        IReadOnlyList<double> normalised,
        IReadOnlyList<double>? offsets,
        IReadOnlyList<double>? contentFree,
        string? answer,
        IReadOnlyList<double>? after,
        string? constrained)
    {
        var format = settings.Format;
        var longAnswer = answer is null ? null : format.LongAnswerOf(answer);
        var decisions = new OrderedDictionary<DecisionMethod, string?>();
        var probabilities = new OrderedDictionary<DecisionMethod, IReadOnlyList<double>>();
        foreach (var method in settings.Methods)
        {
            var decision = method switch
            {
                DecisionMethod.Scored => new Decision(format.Labels, scores),
                DecisionMethod.Normalised => new Decision(format.Labels, normalised),
                DecisionMethod.Calibrated => new Decision(format.Labels, [.. scores.Zip(contentFree!, (s, c) => s - c)]),
                DecisionMethod.Adjusted => new Decision(format.Labels, scores, offsets),
                DecisionMethod.AfterAnswer => new Decision(format.Labels, after!),
                _ => null,
            };
            if (decision is not null)
            {
                probabilities.Add(method, decision.Probabilities);
            }

            decisions.Add(method, decision?.Label ?? format.ParseDecision((method == DecisionMethod.Constrained ? constrained : answer)!));
        }

        return new RowPrediction
        {
            Id = prompt.Row.Id,
            Decisions = decisions,
            Probabilities = probabilities,
            LogProbabilities = scores,
            Answer = answer,
            LongAnswer = longAnswer,
            ConstrainedAnswer = constrained,
            Text = longAnswer is null ? null : TextScores.Of(longAnswer, prompt.Row.LongAnswer),
        };
    }

    private static async Task<IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>> EachAsync(
        IReadOnlyList<EnsembleMember> members, Func<EnsembleMember, string, Task<IReadOnlyList<IReadOnlyList<double>>>> score)
    {
        var scores = new List<IReadOnlyList<IReadOnlyList<double>>>();
        foreach (var (i, member) in members.Index())
        {
            scores.Add(await score(member, i == 0 ? "" : FormattableString.Invariant($" {i + 1}")));
        }

        return scores;
    }

    /// <summary>Scores a token of the label; adapters that lay answers out otherwise may have labels of other lengths.</summary>
    private static IReadOnlyList<IReadOnlyList<double>> Normalised(EnsembleMember member, IReadOnlyList<IReadOnlyList<double>> scores) =>
        [.. scores.Select(row => (IReadOnlyList<double>)[.. row.Zip(member.Backend.LabelLengths, (s, n) => s / n)])];

    /// <summary>The labels' log-probabilities where nothing was asked: the mean over a few such prompts of what softmax makes of them.</summary>
    private async Task<double[]> ContentFreeAsync(IReadOnlyList<EnsembleMember> members, bool fineTuned, CancellationToken cancellationToken)
    {
        var scores = AveragedScores.Of(await EachAsync(members, (member, _) => member.Backend.ScoreAsync(
            fineTuned,
            [.. _contentFree.Select(text => member.Backend.BeforeLabel(member.Backend.PromptIds(text, settings.WithContext ? [text] : [])))],
            cancellationToken)));
        var probabilities = scores.Select(s => new Decision(settings.Format.Labels, Finite(s, fineTuned, backend, "a prompt without content")).Probabilities).ToList();
        return [.. settings.Format.Labels.Select((_, label) => Math.Log(probabilities.Average(p => p[label])))];
    }

    private async Task<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(
        string phase, bool fineTuned, EnsembleMember member, Func<PromptSet.Prompt, int, IReadOnlyList<int>> before, CancellationToken cancellationToken)
    {
        IReadOnlyList<int>[] ids = [.. member.Prompts.Prompts.Select(before)];
        return await InBatchesAsync<double[]>(
            phase,
            member.Prompts.Prompts,
            i => ids[i].Count,
            async batch =>
            {
                var scores = await member.Backend.ScoreAsync(fineTuned, [.. batch.Select(i => ids[i])], cancellationToken);
                return [.. scores.Zip(batch, (s, i) => Finite(s, fineTuned, member.Backend, $"row {member.Prompts.Prompts[i].Row.Id}"))];
            });
    }

    private static double[] Finite(IReadOnlyList<double> scores, bool fineTuned, IEvaluationBackend of, string behind) =>
        scores.All(double.IsFinite)
            ? [.. scores]
            : throw new InvalidDataException(
                $"{(fineTuned ? of.Adapter! : of.Model).Name} scores {behind} with what is no finite number. Its weights may be damaged, or its numbers too large for the type that it computes in: try --dtype float32.");

    private Task<string[]> AnswerAsync(
        string phase, bool fineTuned, IReadOnlyList<PromptSet.Prompt> prompts, bool decide, CancellationToken cancellationToken)
    {
        var maxTokens = decide ? Math.Max(settings.MaxTokens, backend.LeastTokens) : settings.MaxTokens;
        return InBatchesAsync(
            phase,
            prompts,
            i => prompts[i].Ids.Count + maxTokens,
            batch => backend.AnswerAsync(fineTuned, [.. batch.Select(i => prompts[i])], decide, maxTokens, cancellationToken));
    }

    /// <summary>A free answer that the guide would have let through stays; only the others are written anew.</summary>
    private async Task<string[]> ConstrainedAsync(
        string phase, bool fineTuned, IReadOnlyList<PromptSet.Prompt> prompts, string[]? answers, CancellationToken cancellationToken)
    {
        var open = Enumerable.Range(0, prompts.Count).Where(i => answers is null || !DecisionGuide.Keeps(settings.Format, answers[i])).ToList();
        var written = await AnswerAsync(phase, fineTuned, [.. open.Select(i => prompts[i])], decide: true, cancellationToken);
        var all = answers?.ToArray() ?? new string[prompts.Count];
        foreach (var (i, answer) in open.Zip(written))
        {
            all[i] = answer;
        }

        return all;
    }

    private static IReadOnlyList<int> AfterAnswer(IEvaluationBackend backend, PromptSet.Prompt prompt, string longAnswer)
    {
        // An answer's text may have more tokens than it was written with.
        var ids = backend.BeforeLabel(prompt.Ids, longAnswer);
        while (ids.Count + backend.LabelLengths.Max() > backend.ContextLength && longAnswer.LastIndexOf(' ') is > 0 and var end)
        {
            longAnswer = longAnswer[..end];
            ids = backend.BeforeLabel(prompt.Ids, longAnswer);
        }

        return ids;
    }

    /// <summary>Rows of like length go together, so that little is spent on padding; the longest first, so that memory runs short at once or never.</summary>
    private async Task<T[]> InBatchesAsync<T>(
        string phase, IReadOnlyList<PromptSet.Prompt> prompts, Func<int, int> tokens, Func<IReadOnlyList<int>, Task<IReadOnlyList<T>>> compute)
        where T : class
    {
        var results = new T[prompts.Count];
        var done = 0;
        foreach (var batch in Batches(Enumerable.Range(0, prompts.Count).OrderByDescending(tokens), tokens))
        {
            var known = batch.Select(i => journal?.Find<T>(phase, prompts[i].Row.Id)).ToList();
            var found = known.Contains(null) ? await InMemoryAsync(phase, batch, tokens, compute) : known!;
            if (known.Contains(null))
            {
                journal?.Add(phase, batch.Zip(found, (i, value) => (prompts[i].Row.Id, value)));
            }

            foreach (var (i, value) in batch.Zip(found))
            {
                results[i] = value;
            }

            done += batch.Count;
            report?.Invoke(new(phase, done, prompts.Count));
        }

        return results;
    }

    private async Task<IReadOnlyList<T>> InMemoryAsync<T>(
        string phase, List<int> batch, Func<int, int> tokens, Func<IReadOnlyList<int>, Task<IReadOnlyList<T>>> compute)
    {
        try
        {
            return await compute(batch);
        }
        catch (Exception e) when (e is not RpcException && MemoryErrors.Is(e))
        {
            var longest = tokens(batch[0]);
            throw new EvaluationMemoryException(
                FormattableString.Invariant($"Out of memory at {phase} ({batch.Count} rows, {batch.Count * longest} tokens, the longest row {longest}): {MemoryErrors.FirstLine(e.Message)} ")
                + (batch.Count > 1
                    ? FormattableString.Invariant($"Give --batch-tokens below {batch.Count * longest} (now {settings.BatchTokens}).")
                    : "It is one row alone, which a smaller --batch-tokens does not help: --quantization nf4 takes less, or another device has more."),
                e);
        }
    }

    private IEnumerable<List<int>> Batches(IEnumerable<int> rows, Func<int, int> tokens)
    {
        var batch = new List<int>();
        foreach (var row in rows)
        {
            // The first row of a batch is its longest.
            if (batch.Count > 0 && (batch.Count + 1) * tokens(batch[0]) > settings.BatchTokens)
            {
                yield return batch;
                batch = [];
            }

            batch.Add(row);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
