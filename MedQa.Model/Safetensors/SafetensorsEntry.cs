using static TorchSharp.torch;

namespace MedQa.Model.Safetensors;

/// <summary>Where a tensor lies in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DTypeName">The format's name of its element type (<c>BF16</c>).</param>
/// <param name="DType">The same as TorchSharp has it.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">Where its first byte lies, from the start of the file.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record SafetensorsEntry(string Name, string DTypeName, ScalarType DType, IReadOnlyList<long> Shape, long Offset, long Bytes);
