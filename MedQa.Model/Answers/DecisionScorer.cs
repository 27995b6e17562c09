using MedQa.Model.Generation;
using MedQa.Model.Lora;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Answers;

/// <summary>
/// Decides a question by how likely the model finds each label's text right where an answer would state it. The format's offsets, if
/// it has any, are added before the likeliest is taken.
/// </summary>
public sealed class DecisionScorer(Generator generator, ITokenizer tokenizer, ChatTemplate template, AnswerFormat format)
{
    private readonly AnswerPrompts _prompts = new(tokenizer, template, format);

    /// <summary>Decides a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="passages">The passages that it is asked about; may be empty.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="cancellationToken">Looked at between the parts of the work.</param>
    /// <exception cref="PromptTooLongException">The prompt does not fit into the model's context.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Decision Decide(string question, IReadOnlyList<string> passages, LoraAdapter? adapter = null, CancellationToken cancellationToken = default) =>
        Decide(_prompts.BeforeLabel(PromptIds(question, passages)), adapter, cancellationToken);

    /// <summary>The prompt's ids, up to where the answer begins.</summary>
    public IReadOnlyList<int> PromptIds(string question, IReadOnlyList<string> passages) => _prompts.PromptIds(question, passages);

    private Decision Decide(IReadOnlyList<int> prompt, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        var scores = generator.Score(prompt, _prompts.Labels, adapter, cancellationToken).Select(s => s.Sum()).ToArray();
        return new Decision(format.Labels, scores, format.DecisionOffsets);
    }
}
