using MedQa.Model.Lora;
using MedQa.Model.Quantization;
using MedQa.Model.Tests.Mistral;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Quantization;

/// <summary>NF4 over shapes that fill no block, and what it refuses.</summary>
public class Nf4TensorTests
{
    public static TheoryData<int, int, ScalarType> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, ScalarType>();
            foreach (var (rows, columns) in (IEnumerable<(int, int)>)[(1, 1), (1, 63), (1, 65), (3, 43), (7, 192), (129, 131), (513, 1024)])
            {
                shapes.Add(rows, columns, ScalarType.Float32);
                shapes.Add(rows, columns, ScalarType.Float16);
                shapes.Add(rows, columns, ScalarType.BFloat16);
            }

            return shapes;
        }
    }

    /// <summary>The reference is written with one value at a time, from the definition.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void QuantizeThenDequantize_AnyShape_IsTheDefinition(int rows, int columns, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator((ulong)(rows * columns), CPU);
        var matrix = (empty([rows, columns]).normal_(0, 0.02, generator) * 1).to(type);
        using var quantized = Nf4Quantizer.Quantize(matrix);
        var values = matrix.to(ScalarType.Float32).data<float>().ToArray();
        var expected = Reference(quantized, values);

        foreach (var to in (ScalarType[])[ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16])
        {
            var reference = tensor(expected).view(rows, columns).to(to);
            Assert.True(reference.bytes.SequenceEqual(quantized.Dequantize(to).bytes), $"{to}");
            var slow = empty([rows, columns], to);
            TorchNf4.Into(quantized, slow);
            Assert.True(reference.bytes.SequenceEqual(slow.bytes), $"{to} with torch");
        }
    }

    [Fact]
    public void Quantize_Twice_GivesTheSameBytesOnAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        var threads = get_num_threads();
        var matrix = randn(700, 900);
        try
        {
            set_num_threads(1);
            using var one = Nf4Quantizer.Quantize(matrix);
            set_num_threads(2);
            using var two = Nf4Quantizer.Quantize(matrix);
            Assert.True(one.Packed.bytes.SequenceEqual(two.Packed.bytes));
            Assert.True(one.ScaleCodes.bytes.SequenceEqual(two.ScaleCodes.bytes));
            Assert.Equal(one.Offset, two.Offset);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [InlineData(float.NaN, ScalarType.Float32)]
    [InlineData(float.PositiveInfinity, ScalarType.Float16)]
    [InlineData(float.NaN, ScalarType.Float16)]
    [InlineData(float.NegativeInfinity, ScalarType.BFloat16)]
    public void Quantize_ValueThatIsNotFinite_SaysWhere(float value, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var matrix = randn(10, 64).to(type);
        matrix.view(-1).index_fill_(0, tensor([200L]), value);

        var error = Assert.Throws<InvalidDataException>(() => Nf4Quantizer.Quantize(matrix));

        Assert.Contains("[10, 64]", error.Message);
        Assert.Contains("from 192 on is not finite", error.Message);
    }

    [Fact]
    public void Quantize_Cancelled_Throws()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<OperationCanceledException>(() => Nf4Quantizer.Quantize(zeros(1024, 1024), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Constructor_PartsThatDoNotFit_SaysWhich()
    {
        using var scope = NewDisposeScope();
        var (packed, codes, nested) = (zeros([64], ScalarType.Byte), zeros([2], ScalarType.Byte), zeros(1));
        Assert.Contains("packed must be Byte [60]", Assert.Throws<ArgumentException>(() => new Nf4Tensor([10, 12], packed, codes, nested, 0)).Message);
        Assert.Contains("nestedScales", Assert.Throws<ArgumentException>(() => new Nf4Tensor([8, 16], packed, codes, zeros(2), 0)).Message);
        Assert.Contains("[8, 0]", Assert.Throws<ArgumentException>(() => new Nf4Tensor([8, 0], packed, codes, nested, 0)).Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => new Nf4Tensor([8, 16], packed, codes, nested, float.NaN)).Message);
        using var good = new Nf4Tensor([8, 16], packed, codes, nested, 0);
        Assert.Throws<ArgumentException>(() => good.DequantizeInto(zeros(16, 8)));
        Assert.Throws<ArgumentException>(() => good.Dequantize(ScalarType.Float64));
    }

    /// <summary>Rotary tables are made once; after the first step nothing may stay.</summary>
    [Fact]
    public void ForwardAndBackward_ManyTimes_LeaveNoTensorsBehind()
    {
        using var dense = TinyModel.Create(3);
        using var model = Nf4Models.Quantized(dense);
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 2, Dropout = 0 }, 1);
        using var ids = tensor([1L, 5, 9, 40, 33], [1, 5]);
        Step();
        var before = Live();
        for (var i = 0; i < 20; i++)
        {
            Step();
        }

        Assert.Equal(before, Live());

        void Step()
        {
            using var scope = NewDisposeScope();
            model.Logits(model.Forward(ids, adapter: adapter)).square().mean().backward();
        }

        static long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
    }

    [Fact]
    public void QuantizedModel_WhatItCannotDo_SaysSo()
    {
        using var dense = TinyModel.Create(3);
        using var model = Nf4Models.Quantized(dense);
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 2 }, 1);

        Assert.Equal(dense.ParameterCount, model.ParameterCount);
        Assert.Contains("unquantized", Assert.Throws<InvalidOperationException>(() => adapter.MergeInto(model)).Message);
        Assert.Throws<InvalidOperationException>(() => model.InitializeWeights(1));
        using var lone = Nf4Quantizer.Quantize(dense.Weights["model.layers.0.mlp.up_proj.weight"]);
        var partial = new Dictionary<string, Nf4Tensor> { ["model.layers.0.mlp.up_proj.weight"] = lone };
        Assert.Contains("q_proj", Assert.Throws<ArgumentException>(() => Nf4Models.With(dense, partial)).Message);
    }

    private static float[] Reference(Nf4Tensor quantized, float[] values)
    {
        var packed = quantized.Packed.bytes;
        var scaleCodes = quantized.ScaleCodes.bytes;
        var nested = quantized.NestedScales.data<float>().ToArray();
        var result = new float[values.Length];
        for (var start = 0; start < values.Length; start += Nf4Tensor.BlockSize)
        {
            var block = values.AsSpan(start, Math.Min(Nf4Tensor.BlockSize, values.Length - start));
            var largest = 0f;
            foreach (var value in block)
            {
                largest = Math.Max(largest, Math.Abs(value));
            }

            var number = start / Nf4Tensor.BlockSize;
            var product = DynamicMap.BothSigns.Values[scaleCodes[number]] * nested[number / Nf4Tensor.NestedBlockSize];
            var scale = product + quantized.Offset;
            Assert.InRange(scale, largest - (0.02f * nested[number / Nf4Tensor.NestedBlockSize]) - 1e-7f, largest + (0.02f * nested[number / Nf4Tensor.NestedBlockSize]) + 1e-7f);
            for (var i = 0; i < block.Length; i++)
            {
                var code = 0;
                while (code < 15 && block[i] * (1f / largest) > Nf4Code.Thresholds[code])
                {
                    code++;
                }

                var at = start + i;
                Assert.Equal(code, at % 2 == 0 ? packed[at / 2] >> 4 : packed[at / 2] & 15);
                result[at] = Nf4Code.Values[code] * scale;
            }
        }

        return result;
    }
}
