using MedQa.Model.Lora;
using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>
/// The adapter's matrices in the type that is multiplied: one layer's at a time, in memory that the layers share. What was filled
/// holds until the next layer is filled.
/// </summary>
internal sealed class NarrowAdapter : IDisposable
{
    private readonly LoraAdapter adapter;
    private readonly TrainingKernels kernels;
    private readonly IReadOnlyList<LoraGroup>[] layers;
    private readonly Tensor?[] tables;
    private readonly Tensor shared;
    private readonly bool padded;

    /// <param name="adapter">The adapter. Stays the caller's.</param>
    /// <param name="layers">The groups of each layer; they are told where their matrices will be.</param>
    /// <param name="narrow">The type.</param>
    /// <param name="kernels">The kernels.</param>
    public NarrowAdapter(LoraAdapter adapter, IReadOnlyList<LoraGroup>[] layers, ScalarType narrow, TrainingKernels kernels)
    {
        this.adapter = adapter;
        this.kernels = kernels;
        this.layers = [.. layers.Select(groups => (IReadOnlyList<LoraGroup>)[.. groups.Where(g => g.Count > 0)])];
        using var scope = NewDisposeScope();
        var offsets = new Dictionary<Tensor, long>(ReferenceEqualityComparer.Instance);
        long offset = 0;
        foreach (var weight in adapter.Weights.Values)
        {
            offsets.Add(weight, offset);
            offset += weight.numel();
        }

        var device = adapter.FlatWeights.device;
        shared = zeros(this.layers.Max(groups => groups.Sum(g => g.Size)), narrow, device).DetachFromDisposeScope();
        padded = this.layers.SelectMany(groups => groups).Any(g => g.IsPadded);
        tables = [.. this.layers.Select(groups => groups.Count == 0 ? null : Table(groups, offsets).to(device).DetachFromDisposeScope())];
    }

    /// <summary>Fills a layer's matrices with the adapter's present values.</summary>
    public void Fill(int layer)
    {
        if (tables[layer] is { } table)
        {
            if (padded)
            {
                // Layers may be laid out differently: what was a value may be padding now.
                shared.zero_();
            }

            kernels.NarrowMatrices(adapter.FlatWeights, shared, table);
        }
    }

    public void Dispose()
    {
        foreach (var group in layers.SelectMany(groups => groups))
        {
            group.Release();
        }

        foreach (var table in tables)
        {
            table?.Dispose();
        }

        shared.Dispose();
    }

    private Tensor Table(IReadOnlyList<LoraGroup> groups, Dictionary<Tensor, long> offsets)
    {
        var rows = new List<long[]>();
        long start = 0;
        foreach (var group in groups)
        {
            rows.AddRange(group.Place(shared, start, offsets));
            start += group.Size;
        }

        return tensor(rows.SelectMany(r => r).ToArray(), [rows.Count, rows[0].Length]);
    }
}
