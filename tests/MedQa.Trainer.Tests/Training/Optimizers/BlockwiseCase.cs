using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

/// <summary>Trained tensors of awkward sizes with gradients of widely different sizes, the same for the same seed.</summary>
internal static class BlockwiseCase
{
    /// <summary>Large and small tensors, some of whose last blocks are shorter than the others; one that does not decay.</summary>
    public static readonly IReadOnlyList<(long Size, bool Decays)> Awkward =
        [(8192, true), (5000, true), (4100, true), (100, true), (4096, true), (4097, true), (3000, true), (70_000, true), (7, false), (4500, false)];

    public static AdamWOptions Options { get; } = new(0.9, 0.999, 1e-8, 0.01);

    public static TrainedTensor[] Tensors(long seed, IEnumerable<(long Size, bool Decays)>? sizes = null)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return [.. (sizes ?? Awkward).Select((s, i) =>
            new TrainedTensor($"t{i}", (randn(s.Size, generator: generator) * 0.02).DetachFromDisposeScope(), s.Decays))];
    }

    /// <summary>Adds a step's gradients to the tensors': some zero blocks, some values a million times smaller than others.</summary>
    public static void AddGradients(IEnumerable<TrainedTensor> tensors, int step)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        foreach (var tensor in tensors)
        {
            using var generator = new Generator((ulong)((step * 1000) + tensor.Value.numel()), CPU);
            var size = pow(10, rand(tensor.Value.shape, generator: generator) * -6);
            var gradient = randn(tensor.Value.shape, generator: generator) * size;
            if (tensor.Value.numel() > 1000)
            {
                gradient.narrow(0, 256, 300).zero_();
            }

            tensor.Value.grad!.add_(gradient);
        }
    }

    /// <summary>Every tensor of a state as bytes.</summary>
    public static Dictionary<string, byte[]> Bytes(IReadOnlyDictionary<string, Tensor> state) => state.ToDictionary(s => s.Key, s => s.Value.bytes.ToArray());

    public static void Steps(Optimizer optimizer, TrainedTensor[] tensors, int first, int count)
    {
        for (var step = first; step < first + count; step++)
        {
            AddGradients(tensors, step);
            optimizer.Step(0.002, clipNorm: 1).Dispose();
        }
    }
}
