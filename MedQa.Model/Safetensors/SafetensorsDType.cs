using static TorchSharp.torch;

namespace MedQa.Model.Safetensors;

/// <summary>The element types of a safetensors file that have a counterpart in TorchSharp, by the names of the format.</summary>
internal static class SafetensorsDType
{
    // The format's own order; its library stores tensors with the last of these first, so that each stays aligned.
    private static readonly (string Name, ScalarType Type, int Size)[] Known =
    [
        ("BOOL", ScalarType.Bool, 1),
        ("U8", ScalarType.Byte, 1),
        ("I8", ScalarType.Int8, 1),
        ("I16", ScalarType.Int16, 2),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I32", ScalarType.Int32, 4),
        ("F32", ScalarType.Float32, 4),
        ("F64", ScalarType.Float64, 8),
        ("I64", ScalarType.Int64, 8),
    ];

    /// <summary>All names, to list in a message.</summary>
    public static string Names { get; } = string.Join(", ", Known.Select(k => k.Name));

    /// <summary>The type and the size in bytes behind a name of the format, or null for one that is not read.</summary>
    public static (ScalarType Type, int Size)? Find(string name)
    {
        var at = Array.FindIndex(Known, k => k.Name == name);
        return at < 0 ? null : (Known[at].Type, Known[at].Size);
    }

    /// <summary>The format's name of a type, its size in bytes and its place in the format's order.</summary>
    /// <exception cref="NotSupportedException">The format has no such type.</exception>
    public static (string Name, int Size, int Rank) Of(ScalarType type)
    {
        var at = Array.FindIndex(Known, k => k.Type == type);
        return at < 0
            ? throw new NotSupportedException($"safetensors files can't hold {type}; they hold {Names}.")
            : (Known[at].Name, Known[at].Size, at);
    }
}
