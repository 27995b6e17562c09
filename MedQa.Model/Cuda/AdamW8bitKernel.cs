using static TorchSharp.torch;

namespace MedQa.Model.Cuda;

/// <summary>The step of AdamW over 8-bit states in blocks of 256 (Dettmers et al., 2022, arXiv:2110.02861) on a GPU, one pass over memory.</summary>
public sealed class AdamW8bitKernel : IDisposable
{
    private const int BlockSize = 256;

    private readonly CudaKernel kernel;
    private readonly Tensor maps;

    /// <param name="device">A CUDA device.</param>
    /// <param name="meanMap">The signed map: its 256 values and the 255 thresholds between them.</param>
    /// <param name="squareMap">The unsigned map's.</param>
    /// <exception cref="ArgumentException">A map has another size.</exception>
    /// <exception cref="CudaException">The kernel can't be compiled.</exception>
    public AdamW8bitKernel(Device device, (float[] Values, float[] Thresholds) meanMap, (float[] Values, float[] Thresholds) squareMap)
    {
        ArgumentNullException.ThrowIfNull(device);
        Check(meanMap, nameof(meanMap));
        Check(squareMap, nameof(squareMap));
        kernel = CudaModule.Get(device, "adamw8bit.cu")["adamw_8bit"];
        using var scope = NewDisposeScope();
        float[] all = [.. meanMap.Values, .. meanMap.Thresholds, 0, .. squareMap.Values, .. squareMap.Thresholds, 0];
        maps = tensor(all).to(device).DetachFromDisposeScope();
    }

    /// <summary>Takes one step in place; nothing may be NaN.</summary>
    /// <param name="weights">float32 [n].</param>
    /// <param name="gradient">float32 [n].</param>
    /// <param name="mean">Codes of the signed map, uint8 [n], and scales, float32 [⌈n / 256⌉].</param>
    /// <param name="square">Codes of the unsigned map, uint8 [n], and scales, float32 [⌈n / 256⌉].</param>
    /// <param name="beta1">β₁ and 1 - β₁.</param>
    /// <param name="beta2">β₂ and 1 - β₂.</param>
    /// <param name="size">-lr · √(1-β₂ᵗ) / (1-β₁ᵗ).</param>
    /// <param name="epsilon">ε · √(1-β₂ᵗ).</param>
    /// <param name="kept">What a weight is multiplied by after its update.</param>
    public void Update(
        Tensor weights, Tensor gradient, (Tensor Codes, Tensor Scales) mean, (Tensor Codes, Tensor Scales) square, (float Old, float New) beta1,
        (float Old, float New) beta2, float size, float epsilon, float kept)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var count = weights.numel();
        kernel.Launch(
            (count + BlockSize - 1) / BlockSize, 1, BlockSize, weights, gradient, mean.Codes, mean.Scales, square.Codes, square.Scales, maps, count,
            beta1.Old, beta1.New, beta2.Old, beta2.New, size, epsilon, kept);
    }

    /// <summary>Frees the maps.</summary>
    public void Dispose() => maps.Dispose();

    private static void Check((float[] Values, float[] Thresholds) map, string name)
    {
        if (map.Values.Length != BlockSize || map.Thresholds.Length != BlockSize - 1)
        {
            throw new ArgumentException($"A map has 256 values and 255 thresholds, not {map.Values.Length} and {map.Thresholds.Length}.", name);
        }
    }
}
