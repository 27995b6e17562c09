using MedQa.Model.Answers;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Evaluation;

/// <summary>The base model, and the same with an adapter, as evaluation asks them: in this process or behind a server. Used by one caller at a time.</summary>
internal interface IEvaluationBackend
{
    /// <summary>The base model.</summary>
    NamedHash Model { get; }

    /// <summary>The fine-tuned model's adapter; null: there is only the base.</summary>
    NamedHash? Adapter { get; }

    /// <summary>How questions are put and answers are laid out.</summary>
    AnswerFormat Format { get; }

    /// <summary>The chat template's name.</summary>
    string ChatTemplate { get; }

    /// <summary>Device and type that the model computes on and in.</summary>
    string Compute { get; }

    /// <summary>Most tokens of a prompt and its answer together.</summary>
    int ContextLength { get; }

    /// <summary>Tokens of each label's text, in the labels' order.</summary>
    IReadOnlyList<int> LabelLengths { get; }

    /// <summary>The budget that a forced decision always fits into.</summary>
    int LeastTokens { get; }

    /// <summary>The prompt's ids, up to where the answer begins.</summary>
    IReadOnlyList<int> PromptIds(string question, IReadOnlyList<string> passages);

    /// <summary>What labels are scored behind: the prompt, the long answer where there is one, and the lead where the decision stands last.</summary>
    IReadOnlyList<int> BeforeLabel(IReadOnlyList<int> prompt, string? longAnswer = null);

    /// <summary>Scores the labels behind each of some ids.</summary>
    /// <param name="fineTuned">Which model.</param>
    /// <param name="prompts">The ids.</param>
    /// <param name="cancellationToken">Looked at within the batch.</param>
    /// <returns>For each, the natural logarithm of each label's text, summed over its tokens.</returns>
    Task<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(bool fineTuned, IReadOnlyList<IReadOnlyList<int>> prompts, CancellationToken cancellationToken);

    /// <summary>Answers prompts, greedily.</summary>
    /// <param name="fineTuned">Which model.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="decide">Whether each answer has to state a decision.</param>
    /// <param name="maxTokens">Most tokens of an answer.</param>
    /// <param name="cancellationToken">Looked at before each token.</param>
    Task<IReadOnlyList<string>> AnswerAsync(
        bool fineTuned, IReadOnlyList<PromptSet.Prompt> prompts, bool decide, int maxTokens, CancellationToken cancellationToken);
}
