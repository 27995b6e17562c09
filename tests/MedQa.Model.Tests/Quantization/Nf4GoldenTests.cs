using MedQa.Model.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Quantization;

/// <summary>NF4 against bitsandbytes on a GPU, bit for bit.</summary>
public sealed class Nf4GoldenTests : IDisposable
{
    private const int Cases = 5;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Dictionary<string, Tensor> _golden = GoldenCase.ReadAll(Goldens.Require("bitsandbytes/nf4.safetensors"));

    public static TheoryData<int> AllCases => [.. Enumerable.Range(0, Cases)];

    public void Dispose() => _scope.Dispose();

    [SkippableFact]
    public void Maps_All_AreBitsandbytes()
    {
        Assert.Equal(Singles(_golden["nf4_code"]), Nf4Code.Values.ToArray());
        Assert.Equal(Singles(_golden["nested_code"]), DynamicMap.BothSigns.Values.ToArray());
    }

    [SkippableTheory]
    [MemberData(nameof(AllCases))]
    public void Encode_FirstLevel_CodesAndScalesAreBitsandbytes(int number)
    {
        var weight = Weight(number);
        var scales = new float[Nf4Tensor.BlocksOf(weight.NumberOfElements)];
        var packed = empty([Nf4Tensor.BytesOf(weight.NumberOfElements)], ScalarType.Byte);

        Assert.Equal(-1, Nf4BlockEncoder.Encode(weight, packed, scales, CancellationToken.None));

        Assert.Equal(Bytes(_golden[$"case{number}.sq.packed"]), Bytes(packed));
        Assert.Equal(Singles(_golden[$"case{number}.sq.absmax"]), scales);
    }

    /// <summary>The mean may differ in its last bit with the order of the sum; where it does, the scales' scales do too.</summary>
    [SkippableTheory]
    [MemberData(nameof(AllCases))]
    public void Quantize_Matrix_EverythingIsBitsandbytes(int number)
    {
        using var quantized = Nf4Quantizer.Quantize(Weight(number));

        var offset = Singles(_golden[$"case{number}.dq.offset"]).Single();
        Assert.InRange(quantized.Offset, MathF.BitDecrement(offset), MathF.BitIncrement(offset));
        Assert.Equal(Bytes(_golden[$"case{number}.dq.packed"]), Bytes(quantized.Packed));
        Assert.Equal(Bytes(_golden[$"case{number}.dq.absmax"]), Bytes(quantized.ScaleCodes));
        if (quantized.Offset == offset)
        {
            Assert.Equal(Singles(_golden[$"case{number}.dq.nested_absmax"]), Singles(quantized.NestedScales));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(AllCases))]
    public void Quantize_ScalesWithBitsandbytesMean_CodesAndScalesAreBitsandbytes(int number)
    {
        var scales = Singles(_golden[$"case{number}.sq.absmax"]);
        var codes = new byte[scales.Length];
        var nested = new float[Nf4Tensor.NestedBlocksOf(scales.Length)];

        ScaleQuantizer.Quantize(scales, Singles(_golden[$"case{number}.dq.offset"]).Single(), codes, nested);

        Assert.Equal(Bytes(_golden[$"case{number}.dq.absmax"]), codes);
        Assert.Equal(Singles(_golden[$"case{number}.dq.nested_absmax"]), nested);
    }

    [SkippableTheory]
    [MemberData(nameof(AllCases))]
    public void Dequantize_BitsandbytesTensors_ValuesAreBitsandbytes(int number)
    {
        using var stored = Stored(number);
        var expected = _golden[$"case{number}.dq.dequant"];

        Assert.Equal(Bytes(expected), Bytes(stored.Dequantize(expected.dtype)));
        var slow = empty(expected.shape, expected.dtype);
        TorchNf4.Into(stored, slow);
        Assert.Equal(Bytes(expected), Bytes(slow));
    }

    [SkippableTheory]
    [InlineData("float32", 1e-5)]
    [InlineData("bfloat16", 1e-2)]
    public void Linear_ForwardAndBackward_AreBitsandbytes(string type, double tolerance)
    {
        Tensor Golden(string name) => _golden[$"linear.{type}.{name}"];
        using var weight = Nf4Quantizer.Quantize(Golden("w"));
        var x = Golden("x").clone().requires_grad_();

        var y = Nf4Linear.Apply(x, weight);
        y.backward([Golden("grad_y")]);

        Assert.Equal(x.dtype, y.dtype);
        AssertClose(Golden("y"), y, tolerance);
        AssertClose(Golden("grad_x"), x.grad!, tolerance);
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange(GoldenCase.Difference(actual, expected) / expected.abs().max().to(ScalarType.Float64).item<double>(), 0, tolerance);

    private static float[] Singles(Tensor tensor) => tensor.data<float>().ToArray();

    private static byte[] Bytes(Tensor tensor) => tensor.bytes.ToArray();

    private Tensor Weight(int number) => _golden[$"case{number}.w"];

    private Nf4Tensor Stored(int number)
    {
        Tensor Part(string name) => _golden[$"case{number}.dq.{name}"].clone().DetachFromDisposeScope();
        return new(Weight(number).shape, Part("packed"), Part("absmax"), Part("nested_absmax"), Singles(_golden[$"case{number}.dq.offset"]).Single());
    }
}
