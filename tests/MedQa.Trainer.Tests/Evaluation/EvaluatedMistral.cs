using MedQa.Model.Mistral;
using MedQa.Trainer.Tests.Training;

namespace MedQa.Trainer.Tests.Evaluation;

/// <summary>A tiny model of bytes that evaluation's tests ask.</summary>
internal static class EvaluatedMistral
{
    /// <summary>Two layers, a context of 400.</summary>
    public static MistralConfig Config { get; } = TinyModels.Config(vocabulary: 259) with { IntermediateSize = 48, MaxPositionEmbeddings = 400, BosTokenId = null };
}
