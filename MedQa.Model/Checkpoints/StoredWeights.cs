using MedQa.Model.Quantization;

namespace MedQa.Model.Checkpoints;

/// <summary>A checkpoint's weights as they lie in its files.</summary>
/// <param name="Path">Where the checkpoint is, for messages.</param>
/// <param name="Source">Its tensors.</param>
/// <param name="Quantization">What its projections are stored in.</param>
internal sealed record StoredWeights(string Path, ITensorSource Source, QuantizationKind Quantization = QuantizationKind.None);
