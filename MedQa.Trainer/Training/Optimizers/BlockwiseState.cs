using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>The 8-bit states of a trained vector, on its device or in (pinned) host memory.</summary>
internal sealed class BlockwiseState : IDisposable
{
    private readonly Device device;
    private Tensor[] tensors;

    /// <param name="count">Values.</param>
    /// <param name="blocks">Their blocks.</param>
    /// <param name="device">Where the weights lie.</param>
    /// <param name="onHost">Whether to begin on the host.</param>
    public BlockwiseState(long count, long blocks, Device device, bool onHost)
    {
        this.device = device;
        OnHost = onHost;
        using var scope = NewDisposeScope();
        tensors = [New(count, uint8), New(blocks, float32), New(count, uint8), New(blocks, float32)];

        Tensor New(long size, ScalarType type)
        {
            var made = zeros(size, type, onHost ? CPU : device);
            return (onHost ? Pinned(made) : made).DetachFromDisposeScope();
        }
    }

    /// <summary>Whether the states lie on the host and have to be brought to the device a piece at a time.</summary>
    public bool OnHost { get; private set; }

    /// <summary>Codes of the means, uint8.</summary>
    public Tensor MeanCodes => tensors[0];

    /// <summary>Scales of the means, float32.</summary>
    public Tensor MeanScales => tensors[1];

    /// <summary>Codes of the mean squares, uint8.</summary>
    public Tensor SquareCodes => tensors[2];

    /// <summary>Scales of the mean squares, float32.</summary>
    public Tensor SquareScales => tensors[3];

    /// <summary>Bytes of so many values' states.</summary>
    public static long Bytes(long count, long blocks) => 2 * (count + (blocks * sizeof(float)));

    /// <summary>Moves the states to the host, for good.</summary>
    public void MoveToHost()
    {
        using var scope = NewDisposeScope();
        var moved = tensors.Select(t => Pinned(t.to(CPU, copy: true)).DetachFromDisposeScope()).ToArray();
        Dispose();
        tensors = moved;
        OnHost = true;
    }

    /// <summary>A run's weights and gradients with its states, as views.</summary>
    public BlockwiseSlice Slice(StateRun run, Tensor weights, Tensor gradient) => new(
        weights.narrow(0, run.Start, run.Count),
        gradient.narrow(0, run.Start, run.Count),
        MeanCodes.narrow(0, run.StateStart, run.Count),
        MeanScales.narrow(0, run.BlockStart, BlockwiseSlice.Blocks(run.Count)),
        SquareCodes.narrow(0, run.StateStart, run.Count),
        SquareScales.narrow(0, run.BlockStart, BlockwiseSlice.Blocks(run.Count)));

    public void Dispose()
    {
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }
    }

    /// <summary>The same in memory that a GPU reads by itself; where there is none, as it is.</summary>
    private Tensor Pinned(Tensor tensor) => device.type == DeviceType.CUDA ? tensor.pin_memory() : tensor;
}
