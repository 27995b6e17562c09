using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tokenization;
using static TorchSharp.torch;

namespace MedQa.Model.Generation;

/// <summary>
/// Generates text and scores continuations with a key-value cache. Synchronous; everything runs on the calling thread, which
/// must be the only one that uses the model meanwhile.
/// </summary>
public sealed class Generator
{
    /// <summary>Prompts are read in pieces on the CPU, so that a cancellation waits for one piece at most.</summary>
    private const int CpuPiece = 512;
    private const int CudaPiece = 8192;

    private readonly MistralForCausalLM _model;
    private readonly ITokenizer _tokenizer;
    private readonly HashSet<int> _ends;
    private readonly PromptChecks _checks;
    private readonly TimeProvider _time;

    /// <summary>Joins a model and its tokenizer; owns neither.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="time">The clock of the durations reported; null: the system's.</param>
    public Generator(MistralForCausalLM model, ITokenizer tokenizer, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        _model = model;
        _tokenizer = tokenizer;
        _checks = new PromptChecks(model.Config);
        _ends = [.. model.Config.EosTokenIds, tokenizer.EosTokenId];
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Most tokens that a prompt may have: the model's context less one token of the answer.</summary>
    public int PromptRoom => _checks.Room;

    /// <summary>The tokens that end an answer and that the model can choose.</summary>
    public IReadOnlyList<int> EndTokenIds => [.. _ends.Where(id => id >= 0 && id < _model.Config.VocabSize)];

    /// <summary>Goes on from a prompt until the model ends its answer, a stop text comes, the budget is used up, or the caller cancels.</summary>
    /// <param name="prompt">The prompt's ids.</param>
    /// <param name="options">How tokens are chosen, and how many at most.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="onText">Called with each piece of text as it comes: whole characters, nothing of a stop text.</param>
    /// <param name="guide">What the answer has to keep to, or null.</param>
    /// <param name="cancellationToken">Looked at before each token; ends the answer with <see cref="FinishReason.Cancelled"/>, without an exception.</param>
    /// <exception cref="PromptTooLongException">The prompt does not fit into the model's context.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or holds an id outside the vocabulary, or an option is out of range.</exception>
    public GenerationResult Generate(
        IReadOnlyList<int> prompt, SamplingOptions options, LoraAdapter? adapter = null, Action<string>? onText = null, ITokenGuide? guide = null, CancellationToken cancellationToken = default)
    {
        _checks.Prompt(prompt);
        ArgumentNullException.ThrowIfNull(options);
        var start = _time.GetTimestamp();
        using var none = inference_mode();
        var budget = Math.Min(options.MaxTokens, PromptRoom + 1 - prompt.Count);
        var row = new GeneratedRow(_tokenizer, prompt, options, budget, _ends, guide, onText);
        using var cache = new KvCache(_model, 1, prompt.Count + budget);
        var first = TimeSpan.Zero;
        IReadOnlyList<int> next = prompt;
        while (!row.Ended)
        {
            using var scope = NewDisposeScope();
            if (LastHidden(next, cache, adapter, cancellationToken) is not { } hidden)
            {
                break;
            }

            next = [row.Next(_model.Logits(hidden).reshape(-1))];
            if (row.Count == 1)
            {
                first = _time.GetElapsedTime(start);
            }
        }

        return row.Finish(cancelled: !row.Ended, first, _time.GetElapsedTime(start));
    }

    /// <summary>How likely the model finds each of several continuations of one prompt; the prompt is read once.</summary>
    /// <param name="prompt">The prompt's ids.</param>
    /// <param name="continuations">Ids of each continuation, at least one.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="cancellationToken">Looked at before each piece of the prompt and each continuation.</param>
    /// <returns>For each continuation the natural logarithm of each token's probability given all before it.</returns>
    /// <exception cref="PromptTooLongException">Prompt and longest continuation do not fit into the model's context.</exception>
    /// <exception cref="ArgumentException">A continuation or the prompt is empty or holds an id outside the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<double>> Score(
        IReadOnlyList<int> prompt, IReadOnlyList<IReadOnlyList<int>> continuations, LoraAdapter? adapter = null, CancellationToken cancellationToken = default)
    {
        _checks.Prompt(prompt);
        var longest = _checks.Continuations(prompt.Count, continuations);
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        using var cache = new KvCache(_model, 1, prompt.Count + longest - 1);
        var last = LastHidden(prompt, cache, adapter, cancellationToken) ?? throw new OperationCanceledException(cancellationToken);
        var scores = new List<IReadOnlyList<double>>();
        foreach (var continuation in continuations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var hidden = last;
            if (continuation.Count > 1)
            {
                var rest = _model.Forward(Ids(continuation, 0, continuation.Count - 1), cache, adapter: adapter);
                hidden = cat([last, rest], 1);
                cache.Truncate(prompt.Count);
            }

            var targets = Ids(continuation, 0, continuation.Count).unsqueeze(-1);
            var chosen = _model.Logits(hidden).log_softmax(-1).gather(-1, targets).reshape(-1).to(ScalarType.Float64).cpu();
            scores.Add(chosen.data<double>().ToArray());
        }

        return scores;
    }

    /// <summary>Reads ids behind the cache's, in pieces; the last one's hidden state [1,1,E], or null where the caller has cancelled.</summary>
    private Tensor? LastHidden(IReadOnlyList<int> ids, KvCache cache, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        var piece = _model.Device.type == TorchSharp.DeviceType.CUDA ? CudaPiece : CpuPiece;
        Tensor? last = null;
        for (var at = 0; at < ids.Count; at += piece)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            using var scope = NewDisposeScope();
            last?.Dispose();
            last = _model.ForwardLast(Ids(ids, at, Math.Min(piece, ids.Count - at)), cache, adapter: adapter).MoveToOuterDisposeScope();
        }

        return last;
    }

    private Tensor Ids(IReadOnlyList<int> ids, int start, int count) =>
        tensor(ids.Skip(start).Take(count).Select(i => (long)i).ToArray(), [1, count], device: _model.Device);
}
