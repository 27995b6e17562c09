using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training;

/// <summary>Models small enough to train in a test.</summary>
internal static class TinyModels
{
    public static MistralConfig Config(int vocabulary = 64) => new()
    {
        ModelType = "mistral",
        VocabSize = vocabulary,
        HiddenSize = 32,
        IntermediateSize = 64,
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        NumKeyValueHeads = 2,
        HeadDim = 8,
        MaxPositionEmbeddings = 128,
        RmsNormEps = 1e-5,
        Rope = new RopeParameters { Theta = 10000 },
        SlidingWindow = null,
        TieWordEmbeddings = true,
        BosTokenId = 1,
        EosTokenIds = [2],
    };

    /// <summary>On the CPU, float32, the same weights for the same seed.</summary>
    public static MistralForCausalLM Create(long seed = 5, int vocabulary = 64, ScalarType compute = ScalarType.Float32)
    {
        var model = MistralForCausalLM.Create(Config(vocabulary), CPU, ScalarType.Float32, compute);
        model.InitializeWeights(seed);
        return model;
    }
}
