using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Quantization;

/// <summary>Models with NF4 projections, made from ones without.</summary>
internal static class Nf4Models
{
    /// <summary>A copy with every projection quantized.</summary>
    public static MistralForCausalLM Quantized(MistralForCausalLM dense) =>
        With(dense, dense.Weights.Where(w => MistralWeights.IsProjection(w.Key)).ToDictionary(w => w.Key, w => Nf4Quantizer.Quantize(w.Value)));

    /// <summary>A copy with the given projections in place of its own, which become its own.</summary>
    public static MistralForCausalLM With(MistralForCausalLM dense, IReadOnlyDictionary<string, Nf4Tensor> projections)
    {
        var model = MistralForCausalLM.Create(dense.Config, dense.Device, dense.DType, dense.ComputeDType, projections);
        using var none = no_grad();
        foreach (var (name, weight) in model.Weights)
        {
            weight.copy_(dense.Weights[name]);
        }

        return model;
    }
}
