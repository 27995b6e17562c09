using MedQa.Model.Cpu;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tests.Mistral;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Cpu;

/// <summary>The decoder of our own against torch's operations over the same weights. Both sum in float32, in another order: 1e-4 of the largest logit.</summary>
public sealed class CpuDecoderTests
{
    private const double Tolerance = 1e-4;

    /// <summary>Sizes that are no multiples of a vector, every grouping of heads, tied and not, with and without a window.</summary>
    private static readonly Dictionary<string, MistralConfig> Shapes = new()
    {
        ["tiny"] = TinyModel.Config,
        ["odd, tied, groups of three"] = TinyModel.Config with
        {
            VocabSize = 71,
            HiddenSize = 37,
            IntermediateSize = 53,
            NumAttentionHeads = 6,
            NumKeyValueHeads = 2,
            HeadDim = 10,
            TieWordEmbeddings = true,
        },
        ["heads alone, window"] = TinyModel.Config with
        {
            VocabSize = 131,
            HiddenSize = 72,
            IntermediateSize = 130,
            NumAttentionHeads = 3,
            NumKeyValueHeads = 3,
            HeadDim = 34,
            SlidingWindow = 7,
        },
        ["eight heads on one"] = TinyModel.Config with
        {
            VocabSize = 515,
            HiddenSize = 130,
            IntermediateSize = 259,
            NumAttentionHeads = 8,
            NumKeyValueHeads = 1,
            HeadDim = 64,
            NumHiddenLayers = 3,
            TieWordEmbeddings = true,
        },
    };

    public static TheoryData<string, int, bool, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, bool, bool, bool>();
            foreach (var shape in Shapes.Keys)
            {
                for (var batch = 1; batch <= 4; batch++)
                {
                    foreach (var adapted in new[] { false, true })
                    {
                        cases.Add(shape, batch, adapted, batch % 2 == 0, true);
                        cases.Add(shape, batch, adapted, batch % 2 == 1, false);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_InPiecesAndByToken_IsTorchs(string shape, int batch, bool adapted, bool padded, bool vectors)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var model = RandomModel(Shapes[shape], ScalarType.Float32);
        using var adapter = adapted ? RandomAdapter(model) : null;
        var lengths = new[] { 13, 1, 1, 6, 1 };
        using var ours = new KvCache(model, batch, lengths.Sum() + 3);
        using var torchs = new KvCache(model, batch, lengths.Sum());
        var ids = randint(0, model.Config.VocabSize, [batch, lengths.Sum()], ScalarType.Int64);
        var mask = padded ? Mask(batch, lengths.Sum()) : null;
        long at = 0;
        foreach (var length in lengths)
        {
            var (piece, seen) = (ids.narrow(1, at, length), mask?.narrow(1, 0, at + length));
            var expected = model.ForwardInTorch(piece, torchs, seen, adapter);
            var actual = CpuDecoder.Forward(model, piece, ours, seen, adapter, lastOnly: false, vectors);

            AssertNear(expected, actual);
            AssertNear(model.LogitsInTorch(expected), CpuDecoder.Logits(actual, model.OutputMatrix, vectors));
            at += length;
        }

        Assert.Equal(torchs.Length, ours.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_LastOnly_IsTheLastOfAllAndLeavesTheSameCache(bool adapted)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var model = RandomModel(Shapes["odd, tied, groups of three"], ScalarType.Float32);
        using var adapter = adapted ? RandomAdapter(model) : null;
        var ids = randint(0, model.Config.VocabSize, [3, 19], ScalarType.Int64);
        using var whole = new KvCache(model, 3, 20);
        using var last = new KvCache(model, 3, 20);

        var all = model.Forward(ids, whole, adapter: adapter);
        AssertNear(all.narrow(1, 18, 1), model.ForwardLast(ids, last, adapter: adapter));
        var next = ids.narrow(1, 0, 1);
        AssertNear(model.Forward(next, whole, adapter: adapter), model.ForwardLast(next, last, adapter: adapter));
        AssertNear(all, model.Forward(ids, adapter: adapter));
    }

    [Fact]
    public void Forward_WeightsKeptInBFloat16_IsThatOfTheSameValuesInFloat32()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        foreach (var shape in Shapes.Values)
        {
            using var kept = RandomModel(shape, ScalarType.BFloat16);
            using var wide = MistralForCausalLM.Create(shape, CPU, ScalarType.Float32);
            foreach (var (name, weight) in wide.Weights)
            {
                weight.copy_(kept.Weights[name]);
            }

            var ids = randint(0, shape.VocabSize, [2, 11], ScalarType.Int64);
            Assert.True(CpuDecoder.Serves(kept, adapter: null));
            var (actual, expected) = (kept.Forward(ids), wide.Forward(ids));
            Assert.Equal(ScalarType.Float32, actual.dtype);
            Assert.Equal(0, GoldenCase.Difference(actual, expected));
            Assert.Equal(0, GoldenCase.Difference(kept.Logits(actual), wide.Logits(expected)));
        }
    }

    [Fact]
    public void Forward_AnyNumberOfThreads_GivesTheSameBits()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var model = RandomModel(Shapes["eight heads on one"], ScalarType.Float32);
        var ids = randint(0, model.Config.VocabSize, [1, 40], ScalarType.Int64);
        var threads = get_num_threads();
        try
        {
            var results = new List<Tensor>();
            foreach (var count in new[] { 1, 2, 3 })
            {
                set_num_threads(count);
                results.Add(model.Logits(model.Forward(ids)));
            }

            Assert.Equal(0, GoldenCase.Difference(results[1], results[0]));
            Assert.Equal(0, GoldenCase.Difference(results[2], results[0]));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void Forward_ManyTimes_KeepsNoTensor()
    {
        using var none = no_grad();
        using var model = RandomModel(Shapes["tiny"], ScalarType.Float32);
        using var adapter = RandomAdapter(model);
        using var ids = tensor(new long[] { 3, 4, 5, 6 }, [2, 2]);
        using var mask = Mask(2, 2);
        Run();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
        {
            Run();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Run()
        {
            using var hidden = model.Forward(ids, attentionMask: mask, adapter: adapter);
            using var last = model.ForwardLast(ids);
            using var logits = model.Logits(hidden);
        }
    }

    [Fact]
    public void Serves_GradientsDropoutOtherTypesOr4Bit_AreTorchs()
    {
        using var model = RandomModel(Shapes["tiny"], ScalarType.Float32);
        using var adapter = RandomAdapter(model);
        Assert.False(CpuDecoder.Serves(model, adapter: null));
        using var none = no_grad();
        Assert.True(CpuDecoder.Serves(model, adapter));
        adapter.Training = true;
        Assert.False(CpuDecoder.Serves(model, adapter));
        using var narrow = MistralForCausalLM.Create(Shapes["tiny"], CPU, ScalarType.BFloat16);
        Assert.False(CpuDecoder.Serves(narrow, adapter: null));
        using var quantized = Quantization.Nf4Models.Quantized(model);
        Assert.False(CpuDecoder.Serves(quantized, adapter: null));
    }

    [Fact]
    public void Forward_IdOutsideTheVocabulary_IsRefused()
    {
        using var none = no_grad();
        using var model = RandomModel(Shapes["tiny"], ScalarType.Float32);
        foreach (var id in new long[] { -1, 64 })
        {
            using var ids = tensor(new[] { id }, [1, 1]);
            Assert.Contains($"{id} ", Assert.Throws<ArgumentException>(() => model.Forward(ids)).Message, StringComparison.Ordinal);
        }
    }

    private static MistralForCausalLM RandomModel(MistralConfig config, ScalarType kept)
    {
        var model = MistralForCausalLM.Create(config, CPU, kept, ScalarType.Float32);
        model.InitializeWeights(11);
        using var none = no_grad();
        using var generator = new Generator(12, CPU);
        foreach (var weight in model.Weights.Values)
        {
            using var scope = NewDisposeScope();
            if (weight.dim() == 1)
            {
                weight.copy_(rand(weight.shape, generator: generator) + 0.5f);
            }
            else
            {
                weight.mul_(8);
            }
        }

        return model;
    }

    private static LoraAdapter RandomAdapter(MistralForCausalLM model)
    {
        var adapter = LoraAdapter.Empty(model, new LoraConfig { Rank = 3 });
        using var none = no_grad();
        using var generator = new Generator(13, CPU);
        adapter.FlatWeights.normal_(0, 0.05, generator);
        return adapter;
    }

    /// <summary>Row i has i tokens of padding, in the middle too.</summary>
    private static Tensor Mask(int batch, int length)
    {
        var mask = ones([batch, length], ScalarType.Bool);
        using var scope = NewDisposeScope();
        for (var row = 0; row < batch; row++)
        {
            mask[row].narrow(0, 0, Math.Min(row, length)).fill_(false);
            mask[row].narrow(0, Math.Min(4, length - 1), row % 2).fill_(false);
        }

        return mask;
    }

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        Assert.InRange(GoldenCase.Difference(actual, expected), 0, Tolerance * expected.abs().max().item<float>());
    }
}
