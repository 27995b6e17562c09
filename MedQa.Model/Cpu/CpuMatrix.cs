using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Cpu;

/// <summary>A matrix of weights in memory, row by row. Valid while its tensor lives.</summary>
internal readonly unsafe struct CpuMatrix
{
    private readonly byte* _data;

    /// <param name="tensor">[rows, columns], contiguous, on the CPU; float32 or bfloat16.</param>
    public CpuMatrix(Tensor tensor)
    {
        if (tensor.dim() != 2 || tensor.dtype is not (ScalarType.Float32 or ScalarType.BFloat16))
        {
            throw new ArgumentException($"Weights must be a matrix in float32 or bfloat16, but are [{string.Join(", ", tensor.shape)}] in {tensor.dtype}.", nameof(tensor));
        }

        _data = (byte*)NativeMemory.Address(tensor);
        IsBFloat16 = tensor.dtype == ScalarType.BFloat16;
        (Rows, Columns) = (checked((int)tensor.size(0)), checked((int)tensor.size(1)));
    }

    /// <param name="data">Float32 values, row by row.</param>
    public CpuMatrix(float* data, int rows, int columns)
    {
        _data = (byte*)data;
        (Rows, Columns) = (rows, columns);
    }

    /// <summary>Whether weights are in bfloat16; else they are in float32.</summary>
    public bool IsBFloat16 { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => Columns * (IsBFloat16 ? BFloat16Weights.Size : Float32Weights.Size);

    public byte* Row(int row) => _data + ((long)row * RowBytes);

    /// <summary>Writes a row's values.</summary>
    public void CopyRow(int row, float* to)
    {
        var from = Row(row);
        for (var i = 0; i < Columns; i++)
        {
            to[i] = IsBFloat16 ? BFloat16Weights.Value(from, i) : Float32Weights.Value(from, i);
        }
    }
}
