using MedQa.Library.Grounding;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Grounded;

/// <summary>A model in this process.</summary>
/// <param name="model">The base model; not owned.</param>
/// <param name="adapter">The adapter; not owned. Null for the base alone.</param>
/// <param name="format">How questions are put and answers are laid out.</param>
internal sealed class LocalReader(EvaluatedModel model, EvaluatedAdapter? adapter, AnswerFormat format) : IGroundedReader
{
    private readonly Generator _generator = new(model.Model, model.Tokenizer);
    private readonly AnswerPrompts _prompts = new(model.Tokenizer, model.ChatTemplate, format);

    public NamedHash Model => new(model.Name, model.Hash);

    public NamedHash? Adapter => adapter is null ? null : new(adapter.Name, adapter.Hash);

    public string Compute => $"{model.Model.Device.type} {model.Model.ComputeDType}".ToLowerInvariant();

    // As the service does: for the answer a quarter of the context is kept free, or its whole budget where that is less.
    public int Fitting(string question, IReadOnlyList<string> passages, int maxTokens)
    {
        var room = model.Model.Config.MaxPositionEmbeddings;
        var kept = Math.Min(maxTokens, room / 4);
        var count = passages.Count;
        while (count > 1 && _prompts.PromptIds(question, [.. passages.Take(count)]).Count + kept > room)
        {
            count--;
        }

        return count;
    }

    public GenerationResult Read(
        string question, IReadOnlyList<string> passages, (Quotes All, bool MayDecline)? quotes, int maxTokens, Action<string> onText, CancellationToken cancellationToken)
    {
        var prompt = _prompts.PromptIds(question, passages);
        var budget = Math.Min(maxTokens, model.Model.Config.MaxPositionEmbeddings - prompt.Count);
        var guide = quotes?.All.Guide(model.Tokenizer, _generator.EndTokenIds, budget, quotes.Value.MayDecline);
        return _generator.Generate(prompt, new SamplingOptions { MaxTokens = maxTokens }, adapter?.Adapter, onText, guide, cancellationToken);
    }
}
