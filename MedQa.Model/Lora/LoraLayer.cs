namespace MedQa.Model.Lora;

/// <summary>The low-rank terms of one decoder layer; null where a projection is not adapted.</summary>
internal sealed class LoraLayer
{
    public LoraWeights? q_proj { get; private set; }

    public LoraWeights? k_proj { get; private set; }

    public LoraWeights? v_proj { get; private set; }

    public LoraWeights? o_proj { get; private set; }

    public LoraWeights? gate_proj { get; private set; }

    public LoraWeights? up_proj { get; private set; }

    public LoraWeights? down_proj { get; private set; }

    /// <summary>Puts a term where its projection's name says.</summary>
    public void Set(LoraWeights weights)
    {
        switch (weights.Module[(weights.Module.LastIndexOf('.') + 1)..])
        {
            case "q_proj": q_proj = weights; break;
            case "k_proj": k_proj = weights; break;
            case "v_proj": v_proj = weights; break;
            case "o_proj": o_proj = weights; break;
            case "gate_proj": gate_proj = weights; break;
            case "up_proj": up_proj = weights; break;
            case "down_proj": down_proj = weights; break;
            default: throw new ArgumentException($"{weights.Module} is no projection of a decoder layer.");
        }
    }
}
