using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>How a model's weights are to be kept.</summary>
/// <param name="Device">Where.</param>
/// <param name="DType">The type of matrices that are not quantized.</param>
/// <param name="Quantization">What the projections are turned into.</param>
/// <param name="AsStored">Whether matrices that the checkpoint holds in bfloat16 stay so and are multiplied in <paramref name="DType"/>.</param>
internal sealed record WeightsInMemory(Device Device, ScalarType DType, QuantizationKind Quantization = QuantizationKind.None, bool AsStored = false);
