using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tokenization;
using static TorchSharp.torch;

namespace MedQa.Model.Generation;

/// <summary>
/// Scores continuations of many prompts, and goes on from many prompts, at once. What all prompts begin with can be read once, as a
/// <see cref="PromptPrefix"/>. Synchronous; everything runs on the calling thread, which must be the only one that uses the model
/// meanwhile. A row's figures don't depend on the batch but for rounding.
/// </summary>
/// <param name="model">The model; not owned.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="time">The clock of the durations reported; null: the system's.</param>
public sealed class BatchGenerator(MistralForCausalLM model, ITokenizer tokenizer, TimeProvider? time = null)
{
    // Tokens of all rows between two looks at a cancellation.
    private const int CpuPiece = 2048;
    private const int CudaPiece = 65536;

    private readonly PromptChecks _checks = new(model.Config);
    private readonly HashSet<int> _ends = [.. model.Config.EosTokenIds, tokenizer.EosTokenId];
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Reads what prompts begin with.</summary>
    /// <param name="ids">Its ids, at least one.</param>
    /// <param name="adapter">The adapter that the prompts will be read with, or null.</param>
    /// <param name="cancellationToken">Looked at between pieces.</param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="PromptTooLongException">It does not fit into the model's context.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public PromptPrefix ReadPrefix(IReadOnlyList<int> ids, LoraAdapter? adapter = null, CancellationToken cancellationToken = default)
    {
        _checks.Prompt(ids);
        using var none = inference_mode();
        var cache = new KvCache(model, 1, ids.Count);
        try
        {
            for (var at = 0; at < ids.Count; at += Piece)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var part = ids.Skip(at).Take(Piece).Select(i => (long)i).ToArray();
                model.Forward(tensor(part, [1, part.Length], device: model.Device), cache, adapter: adapter);
            }

            return new PromptPrefix([.. ids], cache, adapter);
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    /// <summary>How likely the model finds each of several continuations of each prompt; each prompt is read once.</summary>
    /// <param name="prompts">At least one prompt, all beginning with the prefix and longer than it.</param>
    /// <param name="continuations">Ids of each continuation, the same for every prompt; at least one.</param>
    /// <param name="prefix">What the prompts begin with, read with the same adapter; or null.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="cancellationToken">Looked at between pieces of the prompts and before each continuation.</param>
    /// <returns>For each prompt and each continuation the natural logarithm of each token's probability given all before it.</returns>
    /// <exception cref="PromptTooLongException">A prompt and the longest continuation do not fit into the model's context.</exception>
    /// <exception cref="ArgumentException">A prompt or continuation is empty or holds an id outside the vocabulary, or a prompt does not begin with the prefix.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Score(
        IReadOnlyList<IReadOnlyList<int>> prompts, IReadOnlyList<IReadOnlyList<int>> continuations, PromptPrefix? prefix = null, LoraAdapter? adapter = null, CancellationToken cancellationToken = default)
    {
        Check(prompts, prefix, adapter);
        ArgumentNullException.ThrowIfNull(continuations);
        var longest = _checks.Continuations(prompts.Max(p => p.Count), continuations);
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        using var batch = PrefilledBatch.Read(model, prompts, prefix, longest - 1, Piece, adapter, cancellationToken);
        var scores = prompts.Select(_ => new List<IReadOnlyList<double>>()).ToArray();
        var first = model.Logits(batch.Last).log_softmax(-1);
        var read = batch.Length;
        foreach (var continuation in continuations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var logs = first.narrow(-1, continuation[0], 1).squeeze(-1);
            if (continuation.Count > 1)
            {
                // The last token is only predicted, never read.
                var rest = tensor(continuation.Take(continuation.Count - 1).Select(i => (long)i).ToArray(), device: model.Device);
                var hidden = batch.Forward(rest.unsqueeze(0).expand(prompts.Count, -1));
                batch.Truncate(read);
                var targets = tensor(continuation.Skip(1).Select(i => (long)i).ToArray(), [1, continuation.Count - 1, 1], device: model.Device);
                logs = cat([logs, model.Logits(hidden).log_softmax(-1).gather(-1, targets.expand(prompts.Count, -1, 1)).squeeze(-1)], 1);
            }

            var all = logs.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
            for (var row = 0; row < scores.Length; row++)
            {
                scores[row].Add(all[(row * continuation.Count)..((row + 1) * continuation.Count)]);
            }
        }

        return scores;
    }

    /// <summary>Goes on from many prompts at once; each row ends as in <see cref="Generator.Generate"/>.</summary>
    /// <param name="prompts">At least one prompt, all beginning with the prefix and longer than it.</param>
    /// <param name="options">How tokens are chosen. With a seed, row i draws with seed + i.</param>
    /// <param name="prefix">What the prompts begin with, read with the same adapter; or null.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="guide">Makes the guide of a row from its number; null: nothing is forced or forbidden.</param>
    /// <param name="cancellationToken">Looked at between pieces of the prompts and before each token.</param>
    /// <returns>One result a prompt, in their order.</returns>
    /// <exception cref="PromptTooLongException">A prompt does not fit into the model's context.</exception>
    /// <exception cref="ArgumentException">A prompt is empty, holds an id outside the vocabulary, or does not begin with the prefix.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public IReadOnlyList<GenerationResult> Generate(
        IReadOnlyList<IReadOnlyList<int>> prompts, SamplingOptions options, PromptPrefix? prefix = null, LoraAdapter? adapter = null, Func<int, ITokenGuide>? guide = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(prompts, prefix, adapter);
        var start = _time.GetTimestamp();
        using var none = inference_mode();
        var budgets = prompts.Select(p => Math.Min(options.MaxTokens, _checks.Room + 1 - p.Count)).ToArray();
        var rows = prompts.Select((p, i) => new GeneratedRow(tokenizer, p, SeededFor(options, i), budgets[i], _ends, guide?.Invoke(i))).ToArray();
        using var batch = PrefilledBatch.Read(model, prompts, prefix, budgets.Max(), Piece, adapter, cancellationToken);
        using var scope = NewDisposeScope();
        var chosen = Choose(batch.Last, rows);
        while (!rows.All(r => r.Ended))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            chosen = Choose(batch.Forward(tensor(chosen, [rows.Length, 1], device: model.Device)), rows);
        }

        // The rows come together, so that no time to the first token is known of one.
        return [.. rows.Select(r => r.Finish(cancelled: false, TimeSpan.Zero, _time.GetElapsedTime(start)))];
    }

    private int Piece => model.Device.type == TorchSharp.DeviceType.CUDA ? CudaPiece : CpuPiece;

    private static SamplingOptions SeededFor(SamplingOptions options, int row) =>
        options.Seed is { } seed ? options with { Seed = seed + (ulong)row } : options;

    /// <summary>Each row's next token; rows that have ended get one that is never looked at.</summary>
    /// <param name="hidden">[B,1,E].</param>
    private long[] Choose(Tensor hidden, GeneratedRow[] rows)
    {
        using var scope = NewDisposeScope();
        var logits = model.Logits(hidden).squeeze(1);
        var likeliest = rows[0].IsPlainGreedy ? logits.argmax(-1).cpu().data<long>().ToArray() : null;
        return [.. rows.Select((row, i) => row.Ended ? 0L : row.Next(logits[i], (int?)likeliest?[i]))];
    }

    private void Check(IReadOnlyList<IReadOnlyList<int>> prompts, PromptPrefix? prefix, LoraAdapter? adapter)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentOutOfRangeException.ThrowIfZero(prompts.Count);
        foreach (var prompt in prompts)
        {
            _checks.Prompt(prompt);
            if (prefix is not null && (prompt.Count <= prefix.Ids.Count || !prompt.Take(prefix.Ids.Count).SequenceEqual(prefix.Ids)))
            {
                throw new ArgumentException($"A prompt of {prompt.Count} tokens does not begin with the prefix of {prefix.Ids.Count}, or has nothing behind it.");
            }
        }

        if (prefix is not null && !ReferenceEquals(prefix.Adapter, adapter))
        {
            throw new ArgumentException("The prefix was read with another adapter.");
        }
    }
}
