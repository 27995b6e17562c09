using System.Numerics;
using MedQa.Model.Checkpoints;
using MedQa.Model.Gguf.Blocks;

namespace MedQa.Model.Gguf;

/// <summary>
/// The head of a GGUF file, versions 2 and 3, little-endian (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), all
/// of it checked: it comes from outside.
/// </summary>
/// <remarks>
/// <code>
/// "GGUF" | version u32 | tensor count u64 | metadata count u64
/// metadata:  key text | type u32 | value                               text: length u64 | UTF-8
/// tensors:   name text | rank u32 | sizes u64[rank], rows last | type u32 | offset u64
/// padding to a multiple of general.alignment (32 where absent); offsets count from here
/// </code>
/// </remarks>
internal sealed class GgufHeader
{
    private const uint Magic = 0x46554747;
    private const int MaxRank = 4;

    // Far above any real model's, and small enough that a decoded row fits one buffer.
    private const int MaxSize = 1 << 24;

    private readonly GgufCursor _cursor;
    private readonly Dictionary<string, object> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GgufTensor> _tensors = new(StringComparer.Ordinal);

    private GgufHeader(MappedFile file)
    {
        _cursor = new GgufCursor(file);
        if (file.Length < 24 || _cursor.UInt32() != Magic)
        {
            throw _cursor.Error("is no GGUF file: it does not begin with \"GGUF\" and two counts");
        }

        Version = _cursor.UInt32();
        if (Version is not (2 or 3))
        {
            throw _cursor.Error(Version > 0xffff
                ? "is a big-endian GGUF file, which is not read"
                : $"is GGUF version {Version}; versions 2 and 3 are read");
        }

        // A tensor takes at least name length, rank, one size, type and offset; a metadata entry a key length, a type and a byte.
        var tensors = _cursor.Count(32, "tensors");
        var entries = _cursor.Count(13, "metadata entries");
        ReadMetadata(entries);
        ReadTensors(tensors, file.Length);
    }

    public uint Version { get; }

    public IReadOnlyDictionary<string, object> Metadata => _metadata;

    public IReadOnlyDictionary<string, GgufTensor> Tensors => _tensors;

    /// <exception cref="InvalidDataException">The header breaks the format or names a type that is not read; the message names the file and the tensor or key.</exception>
    public static GgufHeader Read(MappedFile file) => new(file);

    private void ReadMetadata(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var key = _cursor.Text($"the key of metadata entry {i}");
            var type = _cursor.UInt32();
            if (!_metadata.TryAdd(key, _cursor.Value(type, key)))
            {
                throw _cursor.Error($"has the metadata key \"{key}\" twice");
            }
        }
    }

    private void ReadTensors(int count, long fileLength)
    {
        var read = new List<GgufTensor>();
        for (var i = 0; i < count; i++)
        {
            read.Add(ReadTensor(i));
        }

        var alignment = Alignment();
        var start = (_cursor.Position + alignment - 1) / alignment * alignment;
        var end = start;
        foreach (var tensor in read.OrderBy(t => t.Offset))
        {
            if (tensor.Offset % alignment != 0 || tensor.Offset > fileLength - start || tensor.Bytes > fileLength - start - tensor.Offset)
            {
                throw Error(tensor.Name, $"lies at offset {tensor.Offset} with {tensor.Bytes} bytes; offsets are multiples of {alignment} and the file has {Math.Max(0, fileLength - start)} bytes of data (truncated?)");
            }

            if (start + tensor.Offset < end)
            {
                throw Error(tensor.Name, $"at offset {tensor.Offset} overlaps another, which ends at {end - start}");
            }

            end = start + tensor.Offset + tensor.Bytes;
            if (!_tensors.TryAdd(tensor.Name, tensor with { Offset = start + tensor.Offset }))
            {
                throw Error(tensor.Name, "is named twice");
            }
        }
    }

    private GgufTensor ReadTensor(int index)
    {
        var name = _cursor.Text($"the name of tensor {index}");
        var rank = _cursor.UInt32();
        if (rank is 0 or > MaxRank)
        {
            throw Error(name, $"has {rank} dimensions; 1 to {MaxRank} are read");
        }

        var shape = new long[rank];
        long elements = 1;
        for (var i = (int)rank - 1; i >= 0; i--)
        {
            var size = _cursor.UInt64();
            if (size is 0 or > MaxSize || (elements *= (long)size) > 1L << 40)
            {
                throw Error(name, $"has the size {size} in dimension {rank - 1 - i}, out of range");
            }

            shape[i] = (long)size;
        }

        var type = _cursor.UInt32();
        var format = BlockFormat.Find(type)
            ?? throw Error(name, $"has the unsupported type {BlockFormat.NameOf(type)}; read are {BlockFormat.Names}");
        if (shape[^1] % format.Elements != 0)
        {
            throw Error(name, $"has rows of {shape[^1]} values, no multiple of the {format.Elements} in a {format.Name} block");
        }

        var offset = _cursor.UInt64();
        return offset <= long.MaxValue / 2
            ? new GgufTensor(name, shape, format, (long)offset)
            : throw Error(name, $"lies at offset {offset}, out of range");
    }

    private uint Alignment() => _metadata.GetValueOrDefault("general.alignment", 32u) switch
    {
        uint value when value is >= 8 and <= 1 << 20 && BitOperations.IsPow2(value) => value,
        var value => throw _cursor.Error($"has the general.alignment {value}; a power of two from 8 to {1 << 20} is expected"),
    };

    private InvalidDataException Error(string tensor, string what) => _cursor.Error($"holds the tensor \"{tensor}\", which {what}");
}
