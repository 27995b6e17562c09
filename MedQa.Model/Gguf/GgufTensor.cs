using MedQa.Model.Gguf.Blocks;

namespace MedQa.Model.Gguf;

/// <summary>What a GGUF file says of one tensor.</summary>
public sealed record GgufTensor
{
    internal GgufTensor(string name, IReadOnlyList<long> shape, BlockFormat format, long offset)
    {
        Name = name;
        Shape = shape;
        Format = format;
        Offset = offset;
    }

    /// <summary>llama.cpp's name of it (<c>blk.0.attn_q.weight</c>).</summary>
    public string Name { get; }

    /// <summary>Its shape with rows first: the file's order of sizes reversed.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>GGML's name of its type (<c>Q4_1</c>).</summary>
    public string TypeName => Format.Name;

    /// <summary>Where its first byte lies, from the start of the file.</summary>
    public long Offset { get; internal init; }

    /// <summary>Its size in bytes.</summary>
    public long Bytes => Shape.SkipLast(1).Aggregate((long)RowBytes, (product, size) => product * size);

    internal BlockFormat Format { get; }

    /// <summary>Values in a row: a whole number of blocks.</summary>
    internal int RowElements => (int)Shape[^1];

    /// <summary>Bytes of a row.</summary>
    internal int RowBytes => RowElements / Format.Elements * Format.Bytes;
}
