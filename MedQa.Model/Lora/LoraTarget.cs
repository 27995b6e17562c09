using System.Globalization;
using MedQa.Model.Mistral;

namespace MedQa.Model.Lora;

/// <summary>One projection that an adapter changes.</summary>
/// <param name="Module">Its name (<c>model.layers.0.self_attn.q_proj</c>).</param>
/// <param name="Layer">Its layer's number.</param>
/// <param name="Inputs">Width of its input.</param>
/// <param name="Outputs">Width of its output.</param>
/// <param name="Rank">r.</param>
/// <param name="Scaling">What the term is multiplied by.</param>
internal sealed record LoraTarget(string Module, int Layer, long Inputs, long Outputs, int Rank, double Scaling)
{
    private const string Prefix = "model.layers.";

    /// <summary>The projections of a model that a config names, in the model's order.</summary>
    public static IEnumerable<LoraTarget> Of(MistralConfig model, LoraConfig config)
    {
        foreach (var (name, shape) in MistralWeights.Shapes(model).Where(w => MistralWeights.IsProjection(w.Name)))
        {
            var module = name[..^".weight".Length];
            var layer = int.Parse(name.AsSpan(Prefix.Length, name.IndexOf('.', Prefix.Length) - Prefix.Length), CultureInfo.InvariantCulture);
            if (config.Targets(module, layer))
            {
                yield return new LoraTarget(module, layer, shape[1], shape[0], config.RankOf(module), config.ScalingOf(module));
            }
        }
    }
}
