using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>A tensor that a run trains.</summary>
/// <param name="Name">Its name in a checkpoint.</param>
/// <param name="Value">The model's or adapter's own tensor, a leaf; stays theirs.</param>
/// <param name="Decays">Whether weight decay applies.</param>
internal sealed record TrainedTensor(string Name, Tensor Value, bool Decays)
{
    /// <summary>Whether it is a layer's matrix, from hidden values to hidden values: these are what <see cref="Muon"/> orthogonalises.</summary>
    public bool IsHiddenMatrix { get; init; }
}
