using MedQa.Model.Tokenization;

namespace MedQa.Model.Answers;

/// <summary>
/// Puts questions to a model: the system prompt, examples with their answers, then the question, up to where the answer begins; and
/// what a decision is read behind. Prompt, lead and label are encoded apart and joined: behind the prompt the lead begins a segment,
/// behind an answer it goes on in one.
/// </summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="template">Its chat template.</param>
/// <param name="format">How questions are put and answers are laid out.</param>
/// <param name="examples">Examples to show first, in their order; null for none.</param>
public sealed class AnswerPrompts(ITokenizer tokenizer, ChatTemplate template, AnswerFormat format, IReadOnlyList<AnsweredExample>? examples = null)
{
    /// <summary>How questions are put and answers are laid out.</summary>
    public AnswerFormat Format => format;

    /// <summary>Ids of each label's text as it is scored, in the labels' order.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Labels { get; } = [.. format.Labels.Select(format.Candidate)
        .Select(text => format.Placement == DecisionPlacement.First ? tokenizer.Encode(text) : tokenizer.EncodeContinuation(text))];

    /// <summary>The conversation that a question is put in.</summary>
    public IReadOnlyList<ChatMessage> Messages(string question, IReadOnlyList<string> passages)
    {
        var messages = new List<ChatMessage>();
        if (format.SystemPrompt.Length > 0)
        {
            messages.Add(new(ChatRole.System, format.SystemPrompt));
        }

        foreach (var example in examples ?? [])
        {
            messages.Add(new(ChatRole.User, AnswerFormat.UserText(example.Question, example.Passages)));
            messages.Add(new(ChatRole.Assistant, example.Response));
        }

        messages.Add(new(ChatRole.User, AnswerFormat.UserText(question, passages)));
        return messages;
    }

    /// <summary>The prompt's ids, up to where the answer begins.</summary>
    public IReadOnlyList<int> PromptIds(string question, IReadOnlyList<string> passages) => template.Encode(tokenizer, Messages(question, passages)).Ids;

    /// <summary>What labels are scored behind: a prompt and, for a last decision, the lead.</summary>
    public IReadOnlyList<int> BeforeLabel(IReadOnlyList<int> prompt) =>
        format.Placement == DecisionPlacement.Last ? [.. prompt, .. tokenizer.Encode(format.Lead)] : prompt;

    /// <summary>What labels are scored behind where the long answer is there already. Only where the decision stands last.</summary>
    /// <exception cref="InvalidOperationException">The decision stands first.</exception>
    public IReadOnlyList<int> BeforeLabel(IReadOnlyList<int> prompt, string longAnswer)
    {
        ArgumentNullException.ThrowIfNull(longAnswer);
        if (format.Placement != DecisionPlacement.Last)
        {
            throw new InvalidOperationException("A decision that stands first can't be scored after the long answer.");
        }

        return longAnswer.Trim() is { Length: > 0 } answer ? [.. prompt, .. tokenizer.Encode($"{answer} {format.Lead}")] : BeforeLabel(prompt);
    }
}
