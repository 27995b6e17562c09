using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Lora;

namespace MedQa.Trainer.Evaluation;

/// <summary>Lets a model, with or without an adapter, decide and answer every row. Synchronous, on the calling thread.</summary>
internal sealed class Predictor(EvaluatedModel model, EvaluationSettings settings, Action<EvaluationProgress>? report)
{
    private const int AnswersAtOnce = 16;

    private readonly Generator _generator = new(model.Model, model.Tokenizer);
    private readonly BatchGenerator _batches = new(model.Model, model.Tokenizer);

    /// <exception cref="OperationCanceledException">The caller cancelled; looked at within each row and before each token.</exception>
    public IReadOnlyList<RowPrediction> Predict(string name, PromptSet prompts, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        var decisions = Decide($"{name}, scoring", prompts, adapter, cancellationToken);
        var answers = settings.Answers ? Answer($"{name}, answering", prompts, adapter, cancellationToken) : null;
        return [.. prompts.Prompts.Select((p, i) => Prediction(p, decisions[i], answers?[i]))];
    }

    private RowPrediction Prediction(PromptSet.Prompt prompt, Decision decision, string? answer)
    {
        var longAnswer = answer is null ? null : settings.Format.LongAnswerOf(answer);
        var decisions = new OrderedDictionary<DecisionMethod, string?>();
        foreach (var method in settings.Methods)
        {
            decisions.Add(method, method == DecisionMethod.Generated ? settings.Format.ParseDecision(answer!) : decision.Label);
        }

        return new RowPrediction
        {
            Id = prompt.Row.Id,
            Decisions = decisions,
            Probabilities = new OrderedDictionary<DecisionMethod, IReadOnlyList<double>> { [DecisionMethod.Scored] = decision.Probabilities },
            LogProbabilities = decision.LogProbabilities,
            Answer = answer,
            LongAnswer = longAnswer,
            Text = longAnswer is null ? null : TextScores.Of(longAnswer, prompt.Row.LongAnswer),
        };
    }

    private List<Decision> Decide(string phase, PromptSet prompts, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        var scorer = new DecisionScorer(_generator, model.Tokenizer, model.ChatTemplate, settings.Format);
        var decisions = new List<Decision>();
        foreach (var prompt in prompts.Prompts)
        {
            decisions.Add(scorer.Decide(prompt.Row.Question, prompt.Passages, adapter, cancellationToken));
            report?.Invoke(new(phase, decisions.Count, prompts.Prompts.Count));
        }

        return decisions;
    }

    // Prompts of like length go together, so that little is spent on padding.
    private string[] Answer(string phase, PromptSet prompts, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        var greedy = new SamplingOptions { MaxTokens = settings.MaxTokens };
        var answers = new string[prompts.Prompts.Count];
        var done = 0;
        var order = Enumerable.Range(0, answers.Length).OrderByDescending(i => prompts.Prompts[i].Ids.Count);
        foreach (var batch in order.Chunk(AnswersAtOnce))
        {
            var results = _batches.Generate([.. batch.Select(i => prompts.Prompts[i].Ids)], greedy, adapter: adapter, cancellationToken: cancellationToken);
            for (var i = 0; i < batch.Length; i++)
            {
                answers[batch[i]] = results[i].Text.Trim();
            }

            done += batch.Length;
            report?.Invoke(new(phase, done, answers.Length));
        }

        return answers;
    }
}
