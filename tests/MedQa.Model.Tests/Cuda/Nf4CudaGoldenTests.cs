using MedQa.Model.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Cuda;

/// <summary>NF4 on a GPU against bitsandbytes on a GPU, and against the CPU's code, bit for bit.</summary>
public sealed class Nf4CudaGoldenTests : IDisposable
{
    private const int Cases = 5;

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<int> AllCases => [.. Enumerable.Range(0, Cases)];

    public void Dispose() => _scope.Dispose();

    [SkippableTheory]
    [MemberData(nameof(AllCases))]
    public void Quantize_OnGpu_EverythingIsBitsandbytes(int number)
    {
        var device = Gpu.Require();
        var golden = GoldenCase.ReadAll(Goldens.Require("bitsandbytes/nf4.safetensors"));
        var weight = golden[$"case{number}.w"];

        using var quantized = Nf4Quantizer.Quantize(weight.to(device));

        var offset = Singles(golden[$"case{number}.dq.offset"]).Single();
        Assert.InRange(quantized.Offset, MathF.BitDecrement(offset), MathF.BitIncrement(offset));
        Assert.Equal(Bytes(golden[$"case{number}.dq.packed"]), Bytes(quantized.Packed));
        Assert.Equal(Bytes(golden[$"case{number}.dq.absmax"]), Bytes(quantized.ScaleCodes));
        if (quantized.Offset == offset)
        {
            Assert.Equal(Singles(golden[$"case{number}.dq.nested_absmax"]), Singles(quantized.NestedScales));
        }

        using var stored = new Nf4Tensor(
            weight.shape, On("packed"), On("absmax"), On("nested_absmax"), offset);
        Assert.Equal(Bytes(golden[$"case{number}.dq.dequant"]), Bytes(stored.Dequantize(weight.dtype)));

        Tensor On(string name) => golden[$"case{number}.dq.{name}"].to(device).DetachFromDisposeScope();
    }

    [SkippableTheory]
    [InlineData(ScalarType.Float32, 7, 193)]
    [InlineData(ScalarType.BFloat16, 512, 1408)]
    [InlineData(ScalarType.Float16, 129, 4096)]
    public void QuantizeAndDequantize_FreshValues_AreTheCpuBits(ScalarType type, long rows, long columns)
    {
        var device = Gpu.Require();
        var weight = (randn(rows, columns) * 0.03).to(type);

        using var expected = Nf4Quantizer.Quantize(weight);
        using var actual = Nf4Quantizer.Quantize(weight.to(device));

        Assert.Equal(Bytes(expected.Packed), Bytes(actual.Packed));
        Assert.InRange(actual.Offset, MathF.BitDecrement(expected.Offset), MathF.BitIncrement(expected.Offset));
        using var moved = expected.To(device);
        foreach (var to in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16])
        {
            Assert.Equal(Bytes(expected.Dequantize(to)), Bytes(moved.Dequantize(to)));
        }
    }

    [SkippableFact]
    public void Quantize_NotANumber_IsRefused()
    {
        var device = Gpu.Require();
        var weight = randn(64, 64);
        weight[3, 5] = float.NaN;

        Assert.Throws<InvalidDataException>(() => Nf4Quantizer.Quantize(weight.to(device)));
    }

    private static float[] Singles(Tensor tensor)
    {
        using var copy = tensor.cpu();
        return copy.data<float>().ToArray();
    }

    private static byte[] Bytes(Tensor tensor)
    {
        using var copy = tensor.cpu();
        return copy.bytes.ToArray();
    }
}
