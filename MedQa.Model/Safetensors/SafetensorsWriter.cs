using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using MedQa.Model.Checkpoints;
using static TorchSharp.torch;

namespace MedQa.Model.Safetensors;

/// <summary>
/// Writes safetensors files, byte for byte as the format's own library does: tensors of larger element types first, then by
/// name; the header padded with spaces so that the data begins at a multiple of 8. Tensors are written in pieces, from any
/// device.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file through a temporary one beside it and a rename, so that a reader never sees half of it.</summary>
    /// <param name="tensors">By name.</param>
    /// <param name="dtype">Floating tensors are converted to this type; null keeps theirs.</param>
    /// <param name="metadata">The <c>__metadata__</c>; null writes <c>{"format": "pt"}</c>, which transformers asks for.</param>
    public static void Save(
        string path,
        IReadOnlyDictionary<string, Tensor> tensors,
        ScalarType? dtype = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        AtomicFile.Write(path, stream => Write(stream, tensors, dtype, metadata, cancellationToken));
    }

    /// <summary>Writes to a stream, from its position on.</summary>
    /// <inheritdoc cref="Save"/>
    public static void Write(
        Stream stream,
        IReadOnlyDictionary<string, Tensor> tensors,
        ScalarType? dtype = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var plan = tensors
            .Select(t => (Name: t.Key, Tensor: t.Value, Type: StoredType(t.Value, dtype)))
            .OrderByDescending(t => SafetensorsDType.Of(t.Type).Rank)
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .ToList();

        var header = Header(plan, metadata ?? new Dictionary<string, string> { ["format"] = "pt" });
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(size, (ulong)header.Length);
        stream.Write(size);
        stream.Write(header);
        foreach (var (_, tensor, type) in plan)
        {
            WriteData(stream, tensor, type, cancellationToken);
        }
    }

    /// <summary>The type that a tensor is written in: floating ones in <paramref name="dtype"/>, all others in their own.</summary>
    internal static ScalarType StoredType(Tensor tensor, ScalarType? dtype) =>
        dtype is { } type && tensor.is_floating_point() ? type : tensor.dtype;

    private static byte[] Header(List<(string Name, Tensor Tensor, ScalarType Type)> plan, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (name, tensor, type) in plan)
            {
                var (typeName, elementSize, _) = SafetensorsDType.Of(type);
                json.WriteStartObject(name);
                json.WriteString("dtype", typeName);
                WriteArray(json, "shape", tensor.shape);
                var end = offset + tensor.NumberOfElements * elementSize;
                WriteArray(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, long[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteData(Stream stream, Tensor tensor, ScalarType type, CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        using var contiguous = tensor.contiguous();
        using var flat = contiguous.view(-1);
        var piece = PiecewiseCopy.PieceBytes / SafetensorsDType.Of(type).Size;
        for (long start = 0; start < flat.NumberOfElements; start += piece)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var part = flat.narrow(0, start, Math.Min(piece, flat.NumberOfElements - start));
            using var stored = part.to(type, CPU);
            stream.Write(PiecewiseCopy.Raw(stored));
        }
    }
}
