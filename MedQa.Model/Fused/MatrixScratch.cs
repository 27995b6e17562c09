using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>
/// Gives projections' matrices in the type to multiply in. One in NF4 is dequantized into memory that all share: what was given
/// holds until the next is asked for (the device runs in order, so a product that was queued before has read it).
/// </summary>
internal sealed class MatrixScratch(ScalarType narrow, Device device) : IDisposable
{
    private Tensor? scratch;

    /// <summary>A projection's W, [out,in] narrow. Belongs to the caller's scope or to the model.</summary>
    public Tensor Of(Projection projection)
    {
        if (projection.Dense is { } dense)
        {
            return dense;
        }

        var quantized = projection.Quantized!;
        var values = Room(quantized.Count).view([.. quantized.Shape]);
        Nf4Dequantizer.Into(quantized, values);
        return values;
    }

    /// <summary>The matrices of projections that read the same input, below each other, or null where they are not all in NF4.</summary>
    /// <returns>[Σ out,in] narrow.</returns>
    public Tensor? Of(IReadOnlyList<Projection> projections)
    {
        if (projections.Any(p => p.Quantized is null))
        {
            return null;
        }

        var inputs = projections[0].Quantized!.Shape[1];
        var rows = projections.Sum(p => p.Quantized!.Shape[0]);
        var all = Room(rows * inputs).view(rows, inputs);
        long row = 0;
        foreach (var quantized in projections.Select(p => p.Quantized!))
        {
            using var part = all.narrow(0, row, quantized.Shape[0]);
            Nf4Dequantizer.Into(quantized, part);
            row += quantized.Shape[0];
        }

        return all;
    }

    public void Dispose() => scratch?.Dispose();

    private Tensor Room(long count)
    {
        if (scratch is null || scratch.numel() < count)
        {
            scratch?.Dispose();
            scratch = empty(count, narrow, device).DetachFromDisposeScope();
        }

        return scratch.narrow(0, 0, count);
    }
}
