using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>How a model's weights are to be kept.</summary>
/// <param name="Device">Where.</param>
/// <param name="DType">The type of matrices that are not quantized.</param>
/// <param name="Quantization">What the projections are turned into.</param>
internal sealed record WeightsInMemory(Device Device, ScalarType DType, QuantizationKind Quantization = QuantizationKind.None);
