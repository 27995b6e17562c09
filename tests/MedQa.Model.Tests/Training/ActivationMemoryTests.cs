using MedQa.Model.Mistral;
using MedQa.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Training;

public class ActivationMemoryTests
{
    private const long GiB = 1L << 30;

    private static readonly MistralConfig Mistral7B = new()
    {
        ModelType = "mistral",
        VocabSize = 32_000,
        HiddenSize = 4096,
        IntermediateSize = 14_336,
        NumHiddenLayers = 32,
        NumAttentionHeads = 32,
        NumKeyValueHeads = 8,
        HeadDim = 128,
        MaxPositionEmbeddings = 32_768,
        RmsNormEps = 1e-5,
        Rope = new RopeParameters { Theta = 10_000 },
        SlidingWindow = 4096,
        TieWordEmbeddings = false,
    };

    [Fact]
    public void Bytes_Mistral7B_IsCloseToWhatPeftTakes()
    {
        // MEASURES: QLoRA without checkpointing 11.3 GiB at 896 tokens and 32.8 at 3,584, so 8.6 MB a token.
        var memory = ActivationMemory.OfPlainPass(Mistral7B, ScalarType.BFloat16, DeviceType.CUDA, full: false, dropout: true);

        Assert.InRange((memory.Bytes(3584, 0) - memory.Bytes(896, 0)) / (3584.0 - 896), 8.0e6, 9.2e6);
        Assert.InRange((memory.Bytes(3584, 32) - memory.Bytes(896, 32)) / (3584.0 - 896), 0.5e6, 0.9e6);
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(1, 32)]
    public void LayersToCheckpoint_MuchOrLittleMemory_IsNoneOrAll(long gibibytes, int expected) =>
        Assert.Equal(expected, Memory().LayersToCheckpoint(3584, gibibytes * GiB));

    [Fact]
    public void LayersToCheckpoint_BetweenThem_IsTheFewestThatFit()
    {
        var layers = Memory().LayersToCheckpoint(3584, 20 * GiB);

        Assert.InRange(layers, 1, 31);
        Assert.True(Memory().Bytes(3584, layers) <= 0.8 * 20 * GiB);
        Assert.True(Memory().Bytes(3584, layers - 1) > 0.8 * 20 * GiB);
    }

    [Fact]
    public void FreeBytes_OfThisMachine_IsLessThanItHas() => Assert.InRange(HostMemory.FreeBytes(), 1 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    private static ActivationMemory Memory() => ActivationMemory.OfPlainPass(Mistral7B, ScalarType.BFloat16, DeviceType.CUDA, full: false, dropout: true);
}
