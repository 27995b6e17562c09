using MedQa.Model.Generation;
using MedQa.Model.Lora;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Answers;

/// <summary>
/// Decides a question by how likely the model finds each label's text right where an answer would state it. Prompt, lead and label
/// are encoded apart and joined: behind the prompt the lead begins a segment, behind an answer it goes on in one. The format's
/// offsets, if it has any, are added before the likeliest is taken.
/// </summary>
public sealed class DecisionScorer(Generator generator, ITokenizer tokenizer, ChatTemplate template, AnswerFormat format)
{
    /// <summary>Decides a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="passages">The passages that it is asked about; may be empty.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="cancellationToken">Looked at between the parts of the work.</param>
    /// <exception cref="PromptTooLongException">The prompt does not fit into the model's context.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Decision Decide(string question, IReadOnlyList<string> passages, LoraAdapter? adapter = null, CancellationToken cancellationToken = default)
    {
        var prompt = PromptIds(question, passages);
        return Decide(format.Placement == DecisionPlacement.Last ? [.. prompt, .. tokenizer.Encode(format.Lead)] : prompt, adapter, cancellationToken);
    }

    /// <summary>Decides a question after a long answer, the model's own for one. Only where the decision stands last.</summary>
    public Decision DecideAfter(
        string question, IReadOnlyList<string> passages, string longAnswer, LoraAdapter? adapter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(longAnswer);
        if (format.Placement != DecisionPlacement.Last)
        {
            throw new InvalidOperationException("A decision that stands first can't be scored after the long answer.");
        }

        if (longAnswer.Trim() is not { Length: > 0 } answer)
        {
            return Decide(question, passages, adapter, cancellationToken);
        }

        return Decide([.. PromptIds(question, passages), .. tokenizer.Encode($"{answer} {format.Lead}")], adapter, cancellationToken);
    }

    /// <summary>The prompt's ids, up to where the answer begins.</summary>
    public IReadOnlyList<int> PromptIds(string question, IReadOnlyList<string> passages)
    {
        List<ChatMessage> messages = [new(ChatRole.User, AnswerFormat.UserText(question, passages))];
        if (format.SystemPrompt.Length > 0)
        {
            messages.Insert(0, new(ChatRole.System, format.SystemPrompt));
        }

        return template.Encode(tokenizer, messages).Ids;
    }

    private Decision Decide(IReadOnlyList<int> prompt, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        var candidates = format.Labels.Select(Candidate).ToArray();
        var scores = generator.Score(prompt, candidates, adapter, cancellationToken).Select(s => s.Sum()).ToArray();
        return new Decision(format.Labels, scores, format.DecisionOffsets);
    }

    private IReadOnlyList<int> Candidate(string label) => format.Placement == DecisionPlacement.First
        ? tokenizer.Encode(format.Candidate(label))
        : tokenizer.EncodeContinuation(format.Candidate(label));
}
