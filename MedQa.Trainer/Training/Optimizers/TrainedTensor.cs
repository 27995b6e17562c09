using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>A tensor that a run trains.</summary>
/// <param name="Name">Its name in a checkpoint.</param>
/// <param name="Value">The model's or adapter's own tensor, a leaf; stays theirs.</param>
/// <param name="Decays">Whether weight decay applies.</param>
internal sealed record TrainedTensor(string Name, Tensor Value, bool Decays);
