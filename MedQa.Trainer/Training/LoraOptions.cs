using MedQa.Model.Lora;

namespace MedQa.Trainer.Training;

/// <summary>The low-rank terms that a run trains.</summary>
public sealed record LoraOptions
{
    /// <summary>r.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>α: the terms are scaled by α / r.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary>Share of the inputs dropped in training.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>Projections that get a term.</summary>
    public IReadOnlyList<string> TargetModules { get; init; } = LoraConfig.AllProjections;

    /// <summary>Scale by α / sqrt(r) instead.</summary>
    public bool UseRslora { get; init; }

    /// <summary>As the model's library has it.</summary>
    internal LoraConfig ToConfig() => new()
    {
        Rank = Rank,
        Alpha = Alpha,
        Dropout = Dropout,
        TargetModules = TargetModules,
        UseRslora = UseRslora,
    };
}
