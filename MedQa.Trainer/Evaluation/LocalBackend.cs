using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Lora;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Evaluation;

/// <summary>
/// A model in this process. What all prompts begin with is read once for each model, and a prompt once for all labels. Everything
/// happens on the calling thread; the tasks are complete when they are returned.
/// </summary>
internal sealed class LocalBackend : IEvaluationBackend, IDisposable
{
    // Fewer shared tokens are not worth a cache of their own.
    private const int FewestShared = 16;

    private readonly EvaluatedModel _model;
    private readonly EvaluatedAdapter? _adapter;
    private readonly AnswerPrompts _prompts;
    private readonly BatchGenerator _batches;
    private readonly IReadOnlyList<int> _shared;
    private readonly Dictionary<object, PromptPrefix> _prefixes = new(ReferenceEqualityComparer.Instance);

    /// <param name="model">The base model; not owned.</param>
    /// <param name="adapter">The adapter; not owned. Null for the base alone.</param>
    /// <param name="format">How questions are put and answers are laid out.</param>
    /// <param name="examples">Examples to show first.</param>
    public LocalBackend(EvaluatedModel model, EvaluatedAdapter? adapter, AnswerFormat format, IReadOnlyList<AnsweredExample> examples)
    {
        _model = model;
        _adapter = adapter;
        _prompts = new AnswerPrompts(model.Tokenizer, model.ChatTemplate, format, examples);
        _batches = new BatchGenerator(model.Model, model.Tokenizer);
        _shared = SharedBeginning(_prompts);
        if (adapter is not null)
        {
            adapter.Adapter.Training = false;
        }
    }

    public NamedHash Model => new(_model.Name, _model.Hash);

    public NamedHash? Adapter => _adapter is null ? null : new(_adapter.Name, _adapter.Hash);

    public AnswerFormat Format => _prompts.Format;

    public string ChatTemplate => _model.ChatTemplate.Name;

    public string Compute => $"{_model.Model.Device.type} {_model.Model.ComputeDType}".ToLowerInvariant();

    public int ContextLength => _model.Model.Config.MaxPositionEmbeddings;

    public IReadOnlyList<int> LabelLengths => [.. _prompts.Labels.Select(l => l.Count)];

    public int LeastTokens => Guide().LeastTokens;

    public IReadOnlyList<int> PromptIds(string question, IReadOnlyList<string> passages) => _prompts.PromptIds(question, passages);

    public IReadOnlyList<int> BeforeLabel(IReadOnlyList<int> prompt, string? longAnswer = null) =>
        longAnswer is null ? _prompts.BeforeLabel(prompt) : _prompts.BeforeLabel(prompt, longAnswer);

    public Task<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(bool fineTuned, IReadOnlyList<IReadOnlyList<int>> prompts, CancellationToken cancellationToken)
    {
        var adapter = Used(fineTuned);
        var scores = _batches.Score(prompts, _prompts.Labels, Prefix(adapter, prompts, cancellationToken), adapter, cancellationToken);
        return Task.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. scores.Select(row => (IReadOnlyList<double>)[.. row.Select(tokens => tokens.Sum())])]);
    }

    public Task<IReadOnlyList<string>> AnswerAsync(
        bool fineTuned, IReadOnlyList<PromptSet.Prompt> prompts, bool decide, int maxTokens, CancellationToken cancellationToken)
    {
        var adapter = Used(fineTuned);
        IReadOnlyList<int>[] ids = [.. prompts.Select(p => p.Ids)];
        var results = _batches.Generate(
            ids,
            new SamplingOptions { MaxTokens = maxTokens },
            Prefix(adapter, ids, cancellationToken),
            adapter,
            decide ? _ => Guide() : null,
            cancellationToken);
        return Task.FromResult<IReadOnlyList<string>>([.. results.Select(r => r.Text.Trim())]);
    }

    public void Dispose()
    {
        foreach (var prefix in _prefixes.Values)
        {
            prefix.Dispose();
        }

        _prefixes.Clear();
    }

    private LoraAdapter? Used(bool fineTuned) => fineTuned ? _adapter!.Adapter : null;

    private DecisionGuide Guide() => new(_model.Tokenizer, _prompts.Format);

    private PromptPrefix? Prefix(LoraAdapter? adapter, IReadOnlyList<IReadOnlyList<int>> prompts, CancellationToken cancellationToken)
    {
        if (_shared.Count < FewestShared || !prompts.All(p => p.Count > _shared.Count && p.Take(_shared.Count).SequenceEqual(_shared)))
        {
            return null;
        }

        object key = adapter is null ? this : adapter;
        if (!_prefixes.TryGetValue(key, out var prefix))
        {
            prefix = _batches.ReadPrefix(_shared, adapter, cancellationToken);
            _prefixes.Add(key, prefix);
        }

        return prefix;
    }

    // The beginning that any two questions have in common: the system message, the examples, and "Question:".
    private static IReadOnlyList<int> SharedBeginning(AnswerPrompts prompts)
    {
        IReadOnlyList<int>[] two = [prompts.PromptIds("Is it?", []), prompts.PromptIds("0", ["-"])];
        return [.. two[0].Take(PromptPrefix.CommonLength(two))];
    }
}
