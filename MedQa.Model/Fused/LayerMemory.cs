using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>What a layer's backward pass needs of its forward pass. Owns its tensors.</summary>
internal sealed class LayerMemory : IDisposable
{
    /// <summary>The residual stream at the layer's start, [T,E]. All that is kept of a layer that is computed again.</summary>
    public required Tensor Input { get; init; }

    /// <summary>The first norm's 1 / root mean square, [T].</summary>
    public Tensor? InputReciprocal { get; init; }

    /// <summary>Turned queries and keys, and values, [T,(H + 2·Hkv)·D].</summary>
    public Tensor? Packed { get; init; }

    /// <summary>Attention's output and state.</summary>
    public AttentionResult? Attention { get; init; }

    /// <summary>The residual stream after attention, [T,E].</summary>
    public Tensor? Middle { get; init; }

    /// <summary>The second norm's 1 / root mean square, [T].</summary>
    public Tensor? MiddleReciprocal { get; init; }

    /// <summary>The gate's output, [T,I].</summary>
    public Tensor? Gate { get; init; }

    /// <summary>The other branch's output, [T,I].</summary>
    public Tensor? Up { get; init; }

    /// <summary>Low-rank activations of q, k and v; of o; of gate and up: [n,T,R].</summary>
    public required IReadOnlyList<Tensor?> Low { get; init; }

    /// <summary>Whether this is more than the input.</summary>
    public bool IsWhole => Packed is not null;

    /// <summary>Takes the tensors out of every scope.</summary>
    public LayerMemory Keep()
    {
        foreach (var tensor in Tensors())
        {
            tensor.DetachFromDisposeScope();
        }

        return this;
    }

    /// <summary>Gives the tensors to the scope around the present one.</summary>
    public void MoveToOuterScope()
    {
        foreach (var tensor in Tensors())
        {
            tensor.MoveToOuterDisposeScope();
        }
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors())
        {
            tensor.Dispose();
        }
    }

    private IEnumerable<Tensor> Tensors() =>
        ((Tensor?[])[Input, InputReciprocal, Packed, Attention?.Attended, Middle, MiddleReciprocal, Gate, Up, .. Low, .. Attention?.State ?? []]).OfType<Tensor>();
}
