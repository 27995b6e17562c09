using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Benchmarks;

/// <summary>A model of Mistral 7B's shape with random weights on a GPU: speed and memory do not depend on what the weights know.</summary>
internal static class RandomMistral
{
    private const double Deviation = 0.02;

    private static readonly MistralConfig Config = new()
    {
        ModelType = "mistral",
        VocabSize = 32000,
        HiddenSize = 4096,
        IntermediateSize = 14336,
        NumHiddenLayers = 32,
        NumAttentionHeads = 32,
        NumKeyValueHeads = 8,
        HeadDim = 128,
        MaxPositionEmbeddings = 32768,
        SlidingWindow = 4096,
        RmsNormEps = 1e-5,
        Rope = new RopeParameters { Theta = 10_000 },
        TieWordEmbeddings = false,
        BosTokenId = 1,
        EosTokenIds = [2],
    };

    /// <summary>Makes the model, its projections in NF4.</summary>
    /// <param name="device">A CUDA device.</param>
    /// <param name="dtype">bfloat16 or float16.</param>
    public static MistralForCausalLM Create(Device device, ScalarType dtype)
    {
        using var none = no_grad();
        var quantized = new Dictionary<string, Nf4Tensor>();
        foreach (var (name, shape) in MistralWeights.Shapes(Config).Where(w => MistralWeights.IsProjection(w.Name)))
        {
            using var values = randn([.. shape], dtype, device).mul_(Deviation);
            quantized.Add(name, Nf4Quantizer.Quantize(values));
        }

        var model = MistralForCausalLM.Create(Config, device, dtype, quantized: quantized);
        foreach (var (name, weight) in model.Weights)
        {
            if (MistralWeights.IsNorm(name))
            {
                weight.fill_(1);
            }
            else
            {
                weight.normal_(0, Deviation);
            }
        }

        return model;
    }
}
