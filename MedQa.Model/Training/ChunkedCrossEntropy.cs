using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Training;

/// <summary>
/// Σ −weight · log softmax(h Wᵀ)[target] in float32 without ever holding all logits: rows of hidden states are projected to the
/// vocabulary a chunk at a time, and each chunk's gradient is taken at once, so that its logits can go (as in Hsu et al., 2024,
/// Liger Kernel, arXiv:2410.10989, and Wijmans et al., 2024, arXiv:2411.09009).
/// </summary>
/// <remarks>Legend: N rows, E hidden, V vocabulary, W the output matrix [V,E], which may be trained and may be the embedding.</remarks>
internal static class ChunkedCrossEntropy
{
    /// <summary>Logits held at once: 64 MiB of float32; the softmax and its gradient take as much again each.</summary>
    private const long ChunkLogits = 1 << 24;

    /// <summary>Rows of a chunk.</summary>
    public static int RowsAtOnce(int vocabulary) => (int)Math.Max(1, ChunkLogits / vocabulary);

    /// <summary>Bytes that a loss over so many rows takes at its peak: a chunk's logits in two types, its softmax and the gradients of both.</summary>
    public static long Bytes(long rows, int vocabulary) => 5 * sizeof(float) * Math.Min(rows, RowsAtOnce(vocabulary)) * vocabulary;

    /// <summary>The sum alone.</summary>
    /// <param name="hidden">[N,E], in the compute type.</param>
    /// <param name="targets">[N] int64.</param>
    /// <param name="weights">[N] float32, or null where each is 1.</param>
    /// <param name="rowsAtOnce">Rows of a chunk.</param>
    /// <returns>A float32 scalar.</returns>
    public static Tensor Sum(MistralForCausalLM model, Tensor hidden, Tensor targets, Tensor? weights, int rowsAtOnce)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var sum = zeros([], float32, hidden.device);
        for (long at = 0; at < hidden.size(0); at += rowsAtOnce)
        {
            using var chunk = NewDisposeScope();
            var count = Math.Min(rowsAtOnce, hidden.size(0) - at);
            sum.add_(Loss(model, hidden.narrow(0, at, count), targets.narrow(0, at, count), weights?.narrow(0, at, count)));
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Each row's part of the sum.</summary>
    /// <param name="hidden">[N,E], in the compute type.</param>
    /// <param name="targets">[N] int64.</param>
    /// <param name="weights">[N] float32, or null where each is 1.</param>
    /// <param name="rowsAtOnce">Rows of a chunk.</param>
    /// <returns>[N] float32.</returns>
    public static Tensor Each(MistralForCausalLM model, Tensor hidden, Tensor targets, Tensor? weights, int rowsAtOnce)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var losses = empty(hidden.size(0), float32, hidden.device);
        for (long at = 0; at < hidden.size(0); at += rowsAtOnce)
        {
            using var chunk = NewDisposeScope();
            var count = Math.Min(rowsAtOnce, hidden.size(0) - at);
            var part = nn.functional.cross_entropy(model.LogitsInTorch(hidden.narrow(0, at, count)), targets.narrow(0, at, count), reduction: nn.Reduction.None);
            losses.narrow(0, at, count).copy_(part);
        }

        if (weights is not null)
        {
            losses.mul_(weights);
        }

        return losses.MoveToOuterDisposeScope();
    }

    /// <summary>The sum, and the gradients of <paramref name="scale"/> times it; W's is added to its <c>grad</c> where it is trained.</summary>
    /// <param name="hidden">[N,E], in the compute type; its history is not followed.</param>
    /// <param name="targets">[N] int64.</param>
    /// <param name="weights">[N] float32, or null where each is 1.</param>
    /// <param name="scale">What the sum is multiplied by before its gradients are taken.</param>
    /// <param name="rowsAtOnce">Rows of a chunk.</param>
    /// <returns>The sum, not scaled, a float32 scalar; the gradient of the hidden states, [N,E] in their type.</returns>
    public static (Tensor Sum, Tensor Gradient) SumAndGradient(
        MistralForCausalLM model, Tensor hidden, Tensor targets, Tensor? weights, double scale, int rowsAtOnce)
    {
        using var scope = NewDisposeScope();
        var detached = hidden.detach();
        var gradient = empty_like(detached);
        var sum = zeros([], float32, hidden.device);
        for (long at = 0; at < hidden.size(0); at += rowsAtOnce)
        {
            using var chunk = NewDisposeScope();
            var count = Math.Min(rowsAtOnce, hidden.size(0) - at);
            var rows = detached.narrow(0, at, count).detach().requires_grad_();
            var loss = Loss(model, rows, targets.narrow(0, at, count), weights?.narrow(0, at, count));
            (loss * scale).backward();
            gradient.narrow(0, at, count).copy_(rows.grad!);
            sum.add_(loss.detach());
        }

        return (sum.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    private static Tensor Loss(MistralForCausalLM model, Tensor rows, Tensor targets, Tensor? weights) => weights is null
        ? nn.functional.cross_entropy(model.LogitsInTorch(rows), targets, reduction: nn.Reduction.Sum)
        : (nn.functional.cross_entropy(model.LogitsInTorch(rows), targets, reduction: nn.Reduction.None) * weights).sum();
}
