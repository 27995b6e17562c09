using System.Buffers.Binary;
using System.Text.Json;
using MedQa.Model.Checkpoints;

namespace MedQa.Model.Safetensors;

/// <summary>
/// The head of a safetensors file (https://github.com/huggingface/safetensors#format), all of it checked: it comes from
/// outside.
/// </summary>
/// <remarks>
/// <code>
/// offset 0   u64 little-endian   N, the size of the JSON
/// offset 8   N bytes             {"__metadata__": {text: text}, NAME: {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
/// offset 8+N the data; data_offsets count from here, and the tensors fill it without gap or overlap
/// </code>
/// </remarks>
internal sealed class SafetensorsHeader
{
    // What the format's own library accepts.
    private const int MaxJsonBytes = 100_000_000;
    private const int MaxRank = 16;

    private readonly string _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly long _dataStart;
    private readonly long _fileLength;

    private SafetensorsHeader(MappedFile file)
    {
        _file = file.Path;
        _fileLength = file.Length;
        if (file.Length < 8)
        {
            throw Error($"is {file.Length} bytes long; a safetensors file begins with the 8-byte size of its header");
        }

        var size = BinaryPrimitives.ReadUInt64LittleEndian(file.Span(0, 8));
        if (size > MaxJsonBytes || (long)size > file.Length - 8)
        {
            throw Error($"says that its header has {size} bytes; the file has {file.Length - 8} after the size, and at most {MaxJsonBytes} are read");
        }

        _dataStart = 8 + (long)size;
        ReadJson(file.Span(8, (int)size).ToArray());
        CheckLayout();
    }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <exception cref="InvalidDataException">The header breaks the format; the message names the file and the tensor.</exception>
    public static SafetensorsHeader Read(MappedFile file) => new(file);

    private void ReadJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Error("has a header that is no JSON object");
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    ReadMetadata(property.Value);
                }
                else if (!_entries.TryAdd(property.Name, ReadEntry(property.Name, property.Value)))
                {
                    throw Error("is named twice", property.Name);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name or text that is no valid UTF-16 once unescaped.
            throw new InvalidDataException($"{_file}: the header is no valid JSON: {e.Message}", e);
        }
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Error("has a __metadata__ that is no object of texts");
        }

        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String || !_metadata.TryAdd(property.Name, property.Value.GetString()!))
            {
                throw Error($"has a __metadata__ entry \"{property.Name}\" that is no text or comes twice");
            }
        }
    }

    private SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() != 3
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array)
        {
            throw Error("must have exactly a dtype (text), a shape (array) and data_offsets (array)", name);
        }

        var typeName = dtype.GetString()!;
        var type = SafetensorsDType.Find(typeName) ?? throw Error($"has the unsupported dtype {typeName}; read are {SafetensorsDType.Names}", name);
        var sizes = Integers(shape, name, "shape");
        var ends = Integers(offsets, name, "data_offsets");
        if (sizes.Length > MaxRank || ends.Length != 2)
        {
            throw Error($"has {sizes.Length} dimensions and {ends.Length} data_offsets; at most {MaxRank} and exactly 2 are expected", name);
        }

        var (begin, end) = (ends[0], ends[1]);
        if (begin > end || end > _fileLength - _dataStart)
        {
            throw Error($"has data_offsets [{begin}, {end}]; the file holds {_fileLength - _dataStart} bytes of data (truncated?)", name);
        }

        if (ByteCount(sizes, type.Size) is not { } bytes || bytes != end - begin)
        {
            throw Error($"has the shape [{string.Join(", ", sizes)}] of {typeName}, which does not take the {end - begin} bytes that its data_offsets give it", name);
        }

        return new SafetensorsEntry(name, typeName, type.Type, sizes, _dataStart + begin, bytes);
    }

    private long[] Integers(JsonElement array, string name, string what)
    {
        var values = new long[array.GetArrayLength()];
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out values[i]) || values[i] < 0)
            {
                throw Error($"has a {what} that holds something other than whole numbers from 0 to 2^63", name);
            }

            i++;
        }

        return values;
    }

    /// <summary>Elements times size, or null where that, or the product without its zeros, passes 2^63.</summary>
    private static long? ByteCount(long[] shape, int size)
    {
        try
        {
            var product = (long)size;
            foreach (var dimension in shape)
            {
                product = checked(product * Math.Max(dimension, 1));
            }

            return shape.Contains(0) ? 0 : product;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private void CheckLayout()
    {
        var at = _dataStart;
        foreach (var entry in _entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.Bytes))
        {
            if (entry.Offset != at)
            {
                throw Error($"begins at byte {entry.Offset - _dataStart} of the data, but the tensor before it ends at {at - _dataStart}: tensors must neither overlap nor leave gaps", entry.Name);
            }

            at += entry.Bytes;
        }

        if (at != _fileLength)
        {
            throw Error($"has {_fileLength - _dataStart} bytes of data, but its tensors take {at - _dataStart}");
        }
    }

    private InvalidDataException Error(string what, string? tensor = null) =>
        new(tensor is null ? $"{_file} {what}." : $"{_file}: tensor \"{tensor}\" {what}.");
}
