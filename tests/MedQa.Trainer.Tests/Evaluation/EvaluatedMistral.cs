using MedQa.Model.Mistral;

namespace MedQa.Trainer.Tests.Evaluation;

/// <summary>A tiny model of bytes that evaluation's tests ask.</summary>
internal static class EvaluatedMistral
{
    /// <summary>Two layers, a context of 400.</summary>
    public static MistralConfig Config { get; } = new()
    {
        ModelType = "mistral",
        VocabSize = 259,
        HiddenSize = 32,
        IntermediateSize = 48,
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        NumKeyValueHeads = 2,
        HeadDim = 8,
        MaxPositionEmbeddings = 400,
        RmsNormEps = 1e-5,
        Rope = new() { Theta = 10000 },
        SlidingWindow = null,
        TieWordEmbeddings = true,
        EosTokenIds = [2],
    };
}
