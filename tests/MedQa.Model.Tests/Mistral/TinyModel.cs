using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Mistral;

/// <summary>A small random model for tests that need no reference.</summary>
internal static class TinyModel
{
    public static MistralConfig Config { get; } = new()
    {
        ModelType = "mistral",
        VocabSize = 64,
        HiddenSize = 24,
        IntermediateSize = 40,
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        NumKeyValueHeads = 2,
        HeadDim = 6,
        MaxPositionEmbeddings = 96,
        RmsNormEps = 1e-5,
        Rope = new RopeParameters { Theta = 10000 },
        SlidingWindow = null,
        TieWordEmbeddings = false,
    };

    public static MistralForCausalLM Create(long seed, int vocabulary = 64, params int[] ends)
    {
        var model = MistralForCausalLM.Create(Config with { VocabSize = vocabulary, EosTokenIds = ends }, CPU, ScalarType.Float32);
        model.InitializeWeights(seed);
        using var none = no_grad();
        foreach (var weight in model.Weights.Values.Where(w => w.dim() == 2))
        {
            // Weights of 0.02 give nearly equal logits; larger ones give texts that differ.
            weight.mul_(12);
        }

        return model;
    }
}
