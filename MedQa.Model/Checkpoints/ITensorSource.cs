using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>Named tensors of a checkpoint, under Hugging Face's names and in its layout, read one at a time from mapped files.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>Every tensor there is, by name (<c>model.layers.0.self_attn.q_proj.weight</c>).</summary>
    IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    /// <summary>Copies a tensor's values into one that exists, converting the type and the device; no other copy of the tensor is made in memory beyond a piece of bounded size.</summary>
    /// <param name="name">One of <see cref="Entries"/>.</param>
    /// <param name="destination">Same shape; any floating type; any device.</param>
    /// <exception cref="InvalidDataException">The shapes differ or the file is truncated; names the file and the tensor.</exception>
    void ReadInto(string name, Tensor destination);
}

/// <summary>What a checkpoint says of one tensor.</summary>
/// <param name="Shape">In Hugging Face's order (rows are outputs).</param>
/// <param name="DType">The type in the file, as the file's format names it (<c>BF16</c>, <c>Q4_1</c>).</param>
/// <param name="File">The file that holds it.</param>
public sealed record TensorEntry(IReadOnlyList<long> Shape, string DType, string File);
