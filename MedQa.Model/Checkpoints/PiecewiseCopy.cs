using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>Fills a tensor of any type and device from values in a CPU buffer, a piece of bounded size at a time.</summary>
internal static class PiecewiseCopy
{
    /// <summary>Bytes of one piece: large enough to hide the cost of a call, small beside any model.</summary>
    public const int PieceBytes = 16 << 20;

    /// <summary>Writes the elements from <paramref name="start"/> (counted flat, row by row) on into all of <paramref name="target"/>.</summary>
    public delegate void Fill(long start, Span<byte> target);

    /// <summary>Fills <paramref name="destination"/>; where its type and device are the source's, in place, else through a staging piece.</summary>
    /// <param name="destination">Contiguous.</param>
    /// <param name="type">The type in which <paramref name="fill"/> writes.</param>
    /// <param name="fill">Called for pieces in order.</param>
    /// <param name="unit">Pieces hold a multiple of this many elements (a row, where rows are decoded whole).</param>
    public static void Into(Tensor destination, ScalarType type, Fill fill, long unit = 1)
    {
        if (!destination.is_contiguous())
        {
            throw new ArgumentException("The destination must be contiguous.", nameof(destination));
        }

        var size = SizeOf(type);
        var piece = Math.Min(destination.NumberOfElements, Math.Max(unit, PieceBytes / size / unit * unit));
        var direct = destination.dtype == type && destination.device_type == DeviceType.CPU;
        using var noGrad = no_grad();
        using var flat = destination.view(-1);
        using var staging = direct ? null : empty(piece, dtype: type, device: CPU);
        for (long start = 0; start < destination.NumberOfElements; start += piece)
        {
            var count = Math.Min(piece, destination.NumberOfElements - start);
            using var target = flat.narrow(0, start, count);
            if (staging is null)
            {
                fill(start, Raw(target));
                continue;
            }

            using var part = staging.narrow(0, 0, count);
            fill(start, Raw(part));
            target.copy_(part);
        }
    }

    /// <summary>The memory of a contiguous tensor on the CPU, at most 2 GiB.</summary>
    public static Span<byte> Raw(Tensor tensor) => tensor.bytes;

    private static int SizeOf(ScalarType type) => Safetensors.SafetensorsDType.Of(type).Size;
}
