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
        _ends = [.. model.Config.EosTokenIds, tokenizer.EosTokenId];
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Most tokens that a prompt may have: the model's context less one token of the answer.</summary>
    public int PromptRoom => _model.Config.MaxPositionEmbeddings - 1;

    /// <summary>Goes on from a prompt until the model ends its answer, a stop text comes, the budget is used up, or the caller cancels.</summary>
    /// <param name="prompt">The prompt's ids.</param>
    /// <param name="options">How tokens are chosen, and how many at most.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="onText">Called with each piece of text as it comes: whole characters, nothing of a stop text.</param>
    /// <param name="cancellationToken">Looked at before each token; ends the answer with <see cref="FinishReason.Cancelled"/>, without an exception.</param>
    /// <exception cref="PromptTooLongException">The prompt does not fit into the model's context.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or holds an id outside the vocabulary, or an option is out of range.</exception>
    public GenerationResult Generate(
        IReadOnlyList<int> prompt, SamplingOptions options, LoraAdapter? adapter = null, Action<string>? onText = null, CancellationToken cancellationToken = default)
    {
        CheckPrompt(prompt);
        ArgumentNullException.ThrowIfNull(options);
        var sampler = new Sampler(options, prompt);
        var text = new AnswerText(_tokenizer, options.Stop, onText);
        var start = _time.GetTimestamp();
        using var none = inference_mode();
        var budget = Math.Min(options.MaxTokens, PromptRoom + 1 - prompt.Count);
        using var cache = new KvCache(_model, 1, prompt.Count + budget);
        var ids = new List<int>();
        var first = TimeSpan.Zero;
        IReadOnlyList<int> next = prompt;
        var reason = FinishReason.Length;
        while (ids.Count < budget)
        {
            if (Choose(next, cache, sampler, adapter, cancellationToken) is not { } id)
            {
                reason = FinishReason.Cancelled;
                break;
            }

            if (ids.Count == 0)
            {
                first = _time.GetElapsedTime(start);
            }

            ids.Add(id);
            next = [id];
            if (_ends.Contains(id) || !text.Add(id))
            {
                reason = FinishReason.Stop;
                break;
            }
        }

        return new GenerationResult(text.Finish(), ids, reason, prompt.Count, first, _time.GetElapsedTime(start));
    }

    /// <summary>Goes on from many prompts at once, rows padded on the left; each row ends as in <see cref="Generate"/>.</summary>
    /// <param name="prompts">At least one prompt.</param>
    /// <param name="options">How tokens are chosen. With a seed, row i draws with seed + i.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="cancellationToken">Looked at before each token.</param>
    /// <returns>One result a prompt, in their order.</returns>
    /// <exception cref="PromptTooLongException">A prompt does not fit into the model's context.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public IReadOnlyList<GenerationResult> GenerateBatch(
        IReadOnlyList<IReadOnlyList<int>> prompts, SamplingOptions options, LoraAdapter? adapter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var prompt in prompts)
        {
            CheckPrompt(prompt);
        }

        var start = _time.GetTimestamp();
        using var none = inference_mode();
        var longest = prompts.Max(p => p.Count);
        var budget = Math.Min(options.MaxTokens, PromptRoom + 1 - longest);
        using var cache = new KvCache(_model, prompts.Count, longest + budget);
        using var mask = PaddingMask(prompts, longest, longest + budget);
        var rows = prompts.Select((p, i) => new BatchRow(_tokenizer, p, options, i)).ToArray();
        var next = tensor(prompts.SelectMany(p => Enumerable.Repeat(0L, longest - p.Count).Concat(p.Select(i => (long)i))).ToArray(), [prompts.Count, longest]);
        for (var step = 0; step < budget && rows.Any(r => !r.Ended); step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var seen = mask?.narrow(1, 0, cache.Length + next.size(1));
            var hidden = _model.Forward(next.to(_model.Device), cache, seen, adapter);
            var logits = _model.Logits(hidden.narrow(1, hidden.size(1) - 1, 1)).squeeze(1);
            var chosen = ChooseRows(logits, rows);
            next.Dispose();
            next = tensor(chosen, [rows.Length, 1]).DetachFromDisposeScope();
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i].Add((int)chosen[i], _ends);
            }
        }

        next.Dispose();
        return [.. rows.Select(r => r.Finish(_time.GetElapsedTime(start)))];
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
        CheckPrompt(prompt);
        ArgumentNullException.ThrowIfNull(continuations);
        foreach (var continuation in continuations)
        {
            CheckIds(continuation, "continuation");
        }

        var longest = continuations.Max(c => c.Count);
        if (prompt.Count + longest - 1 > PromptRoom)
        {
            throw new PromptTooLongException(prompt.Count, PromptRoom - longest + 1);
        }

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

    /// <summary>The next token, or null where the caller has cancelled.</summary>
    private int? Choose(IReadOnlyList<int> ids, KvCache cache, Sampler sampler, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        if (LastHidden(ids, cache, adapter, cancellationToken) is not { } hidden)
        {
            return null;
        }

        var logits = _model.Logits(hidden).reshape(-1);
        return sampler.IsPlainGreedy ? (int)logits.argmax().item<long>() : sampler.Next(logits.cpu().data<float>().ToArray());
    }

    private static long[] ChooseRows(Tensor logits, BatchRow[] rows)
    {
        if (rows[0].Sampler.IsPlainGreedy)
        {
            return logits.argmax(-1).cpu().data<long>().ToArray();
        }

        var all = logits.cpu().data<float>().ToArray();
        var size = (int)logits.size(1);
        return [.. rows.Select((r, i) => (long)r.Sampler.Next(all.AsSpan(i * size, size)))];
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
            var hidden = _model.Forward(Ids(ids, at, Math.Min(piece, ids.Count - at)), cache, adapter: adapter);
            last = hidden.narrow(1, hidden.size(1) - 1, 1).MoveToOuterDisposeScope();
        }

        return last;
    }

    private Tensor Ids(IReadOnlyList<int> ids, int start, int count) =>
        tensor(ids.Skip(start).Take(count).Select(i => (long)i).ToArray(), [1, count], device: _model.Device);

    /// <summary>[B, total], 0 where a row is padded on the left; null where no row is.</summary>
    private Tensor? PaddingMask(IReadOnlyList<IReadOnlyList<int>> prompts, int longest, int total)
    {
        if (prompts.All(p => p.Count == longest))
        {
            return null;
        }

        var mask = prompts.SelectMany(p => Enumerable.Range(0, total).Select(i => i >= longest - p.Count)).ToArray();
        return tensor(mask, [prompts.Count, total], device: _model.Device);
    }

    private void CheckPrompt(IReadOnlyList<int> prompt)
    {
        CheckIds(prompt, "prompt");
        if (prompt.Count > PromptRoom)
        {
            throw new PromptTooLongException(prompt.Count, PromptRoom);
        }
    }

    private void CheckIds(IReadOnlyList<int> ids, string what)
    {
        ArgumentNullException.ThrowIfNull(ids, what);
        if (ids.Count == 0)
        {
            throw new ArgumentException($"The {what} has no tokens.");
        }

        foreach (var id in ids)
        {
            if (id < 0 || id >= _model.Config.VocabSize)
            {
                throw new ArgumentException($"The {what} holds the token id {id}; the model's ids are 0 to {_model.Config.VocabSize - 1}.");
            }
        }
    }
}
