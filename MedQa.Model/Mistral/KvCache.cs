using static TorchSharp.torch;

namespace MedQa.Model.Mistral;

/// <summary>
/// Keys and values of the tokens seen so far, one pair of tensors [B,Hkv,capacity,D] a layer, allocated once. Not thread-safe.
/// </summary>
public sealed class KvCache : IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;

    /// <summary>Allocates a cache.</summary>
    /// <param name="model">The model that it is for.</param>
    /// <param name="batch">B.</param>
    /// <param name="capacity">Most tokens in a row.</param>
    public KvCache(MistralForCausalLM model, int batch, int capacity)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        Batch = batch;
        var config = model.Config;
        var all = AllOrNone(2 * config.NumHiddenLayers, () => empty(
            [batch, config.NumKeyValueHeads, capacity, config.HeadDim], model.ComputeDType, model.Device).DetachFromDisposeScope());
        keys = all[..config.NumHiddenLayers];
        values = all[config.NumHiddenLayers..];
    }

    /// <summary>B.</summary>
    public int Batch { get; }

    /// <summary>Most tokens in a row.</summary>
    public int Capacity { get; }

    /// <summary>S, the number of tokens in a row now.</summary>
    public int Length { get; private set; }

    /// <summary>Forgets all but the first tokens.</summary>
    /// <param name="length">How many to keep, at most <see cref="Length"/>.</param>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Begins every row with the one row of another cache; whatever was here is forgotten.</summary>
    /// <param name="prefix">A cache of the same model with B = 1.</param>
    internal void BeginWith(KvCache prefix)
    {
        Length = 0;
        prefix.CheckRoom(1, 0);
        CheckRoom(Batch, prefix.Length);
        using var scope = NewDisposeScope();
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i].narrow(2, 0, prefix.Length).copy_(prefix.keys[i].narrow(2, 0, prefix.Length));
            values[i].narrow(2, 0, prefix.Length).copy_(prefix.values[i].narrow(2, 0, prefix.Length));
        }

        Length = prefix.Length;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (var tensor in keys.Concat(values))
        {
            tensor.Dispose();
        }
    }

    /// <summary>A layer's keys and values, [B,Hkv,capacity,D].</summary>
    internal (Tensor Keys, Tensor Values) Layer(int layer) => (keys[layer], values[layer]);

    /// <summary>Stores a layer's keys and values behind those it has; every layer does so before <see cref="Advance"/>.</summary>
    /// <param name="layer">The layer's number.</param>
    /// <param name="key">[B,Hkv,T,D].</param>
    /// <param name="value">[B,Hkv,T,D].</param>
    /// <returns>Keys and values [B,Hkv,S+T,D]: views.</returns>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor key, Tensor value)
    {
        var count = key.size(2);
        keys[layer].narrow(2, Length, count).copy_(key);
        values[layer].narrow(2, Length, count).copy_(value);
        return (keys[layer].narrow(2, 0, Length + count), values[layer].narrow(2, 0, Length + count));
    }

    /// <summary>Makes tensors; where one cannot be made, as without memory, those before it are freed at once.</summary>
    internal static Tensor[] AllOrNone(int count, Func<Tensor> make)
    {
        var made = new List<Tensor>(count);
        try
        {
            while (made.Count < count)
            {
                made.Add(make());
            }

            return [.. made];
        }
        catch
        {
            made.ForEach(t => t.Dispose());
            throw;
        }
    }

    internal void Advance(int count) => Length += count;

    internal void CheckRoom(long batch, long count)
    {
        if (batch != Batch || Length + count > Capacity)
        {
            throw new ArgumentException(
                $"The cache holds {Batch} rows of at most {Capacity} tokens and has {Length}; {batch} rows of {count} more do not fit.");
        }
    }
}
