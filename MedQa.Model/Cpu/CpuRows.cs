using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Cpu;

/// <summary>Rows of float32 values in memory.</summary>
/// <param name="data">The first row's first value.</param>
/// <param name="count">Rows.</param>
/// <param name="stride">Values from the beginning of one row to that of the next.</param>
internal readonly unsafe struct CpuRows(float* data, int count, int stride)
{
    /// <summary>A tensor's values; valid while it lives.</summary>
    /// <param name="tensor">[..., width] float32, contiguous, on the CPU.</param>
    public CpuRows(Tensor tensor)
        : this((float*)NativeMemory.Address(tensor), checked((int)(tensor.NumberOfElements / tensor.size(-1))), checked((int)tensor.size(-1)))
    {
        if (tensor.dtype != ScalarType.Float32)
        {
            throw new ArgumentException($"The values must be float32, but are {tensor.dtype}.", nameof(tensor));
        }
    }

    public int Count => count;

    public int Stride => stride;

    public float* Row(int row) => data + ((long)row * stride);

    /// <summary>Some of the rows.</summary>
    public CpuRows Slice(int start, int length) => new(Row(start), length, stride);

    /// <summary>The rows from a column on.</summary>
    public CpuRows Columns(int start) => new(data + start, count, stride);

    /// <summary>Every nth row, beginning with the nth.</summary>
    public CpuRows Every(int n) => new(Row(n - 1), count / n, n * stride);
}
