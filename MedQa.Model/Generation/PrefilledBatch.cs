using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Generation;

/// <summary>
/// Prompts read at once into a cache: what they share first, then the rest of each, padded on the left so that all end together.
/// </summary>
internal sealed class PrefilledBatch : IDisposable
{
    private readonly MistralForCausalLM _model;
    private readonly LoraAdapter? _adapter;
    private readonly KvCache _cache;
    private readonly Tensor? _mask;

    private PrefilledBatch(MistralForCausalLM model, LoraAdapter? adapter, KvCache cache, Tensor? mask, Tensor last)
    {
        _model = model;
        _adapter = adapter;
        _cache = cache;
        _mask = mask;
        Last = last;
    }

    /// <summary>Hidden states of the prompts' last tokens, [B,1,E].</summary>
    public Tensor Last { get; }

    /// <summary>Tokens of a row, padding included.</summary>
    public int Length => _cache.Length;

    /// <summary>Reads the prompts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">At least one; each longer than the prefix and beginning with it.</param>
    /// <param name="prefix">What they begin with, or null.</param>
    /// <param name="room">Tokens that are to come behind.</param>
    /// <param name="piece">Tokens of all rows that are read between two looks at the token.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static PrefilledBatch Read(
        MistralForCausalLM model, IReadOnlyList<IReadOnlyList<int>> prompts, PromptPrefix? prefix, int room, int piece, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        var shared = prefix?.Ids.Count ?? 0;
        var longest = prompts.Max(p => p.Count) - shared;
        var cache = new KvCache(model, prompts.Count, shared + longest + room);
        Tensor? mask = null;
        Tensor? last = null;
        try
        {
            if (prefix is not null)
            {
                cache.BeginWith(prefix.Cache);
            }

            mask = Mask(model, prompts, shared, longest, cache.Capacity);
            using var ids = Ids(model, prompts, shared, longest);
            var columns = Math.Max(1, piece / prompts.Count);
            for (var at = 0; at < longest; at += columns)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                last?.Dispose();
                var count = Math.Min(columns, longest - at);
                last = model.ForwardLast(ids.narrow(1, at, count), cache, mask?.narrow(1, 0, cache.Length + count), adapter).DetachFromDisposeScope();
            }

            return new PrefilledBatch(model, adapter, cache, mask, last!);
        }
        catch
        {
            last?.Dispose();
            mask?.Dispose();
            cache.Dispose();
            throw;
        }
    }

    /// <summary>Reads further tokens of every row.</summary>
    /// <param name="ids">[B,T] int64, on the model's device.</param>
    /// <returns>Hidden states [B,T,E].</returns>
    public Tensor Forward(Tensor ids) => _model.Forward(ids, _cache, _mask?.narrow(1, 0, _cache.Length + ids.size(1)), _adapter);

    /// <summary>Forgets all but the first tokens of each row.</summary>
    public void Truncate(int length) => _cache.Truncate(length);

    public void Dispose()
    {
        Last.Dispose();
        _mask?.Dispose();
        _cache.Dispose();
    }

    /// <summary>[B,longest] int64: what follows the prefix, 0 where padded.</summary>
    private static Tensor Ids(MistralForCausalLM model, IReadOnlyList<IReadOnlyList<int>> prompts, int shared, int longest)
    {
        var ids = new long[prompts.Count * longest];
        for (var row = 0; row < prompts.Count; row++)
        {
            var end = (row + 1) * longest;
            for (var i = shared; i < prompts[row].Count; i++)
            {
                ids[end - prompts[row].Count + i] = prompts[row][i];
            }
        }

        return tensor(ids, [prompts.Count, longest], device: model.Device).DetachFromDisposeScope();
    }

    /// <summary>[B,capacity] bool, false where a row is padded; null where no row is.</summary>
    private static Tensor? Mask(MistralForCausalLM model, IReadOnlyList<IReadOnlyList<int>> prompts, int shared, int longest, int capacity)
    {
        if (prompts.All(p => p.Count == shared + longest))
        {
            return null;
        }

        var mask = new bool[prompts.Count * capacity];
        for (var row = 0; row < prompts.Count; row++)
        {
            var columns = mask.AsSpan(row * capacity, capacity);
            columns.Fill(true);
            columns.Slice(shared, shared + longest - prompts[row].Count).Clear();
        }

        return tensor(mask, [prompts.Count, capacity], device: model.Device).DetachFromDisposeScope();
    }
}
