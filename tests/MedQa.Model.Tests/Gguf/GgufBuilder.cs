using System.Text;

namespace MedQa.Model.Tests.Gguf;

/// <summary>Builds small GGUF files, right ones and ones that lie.</summary>
internal sealed class GgufBuilder
{
    private readonly List<byte> _metadata = [];
    private readonly List<byte> _tensors = [];
    private readonly List<byte> _data = [];
    private ulong _metadataCount;
    private ulong _tensorCount;

    public uint Magic { get; set; } = 0x46554747;

    public uint Version { get; set; } = 3;

    public ulong? MetadataCount { get; set; }

    public ulong? TensorCount { get; set; }

    public int Alignment { get; set; } = 32;

    /// <summary>Adds a metadata value; <paramref name="write"/> writes what follows the value's type.</summary>
    public GgufBuilder Value(string key, uint type, Action<BinaryWriter> write)
    {
        _metadata.AddRange(Written(writer =>
        {
            WriteText(writer, key);
            writer.Write(type);
            write(writer);
        }));
        _metadataCount++;
        return this;
    }

    public GgufBuilder Value(string key, string value) => Value(key, 8, w => WriteText(w, value));

    public GgufBuilder Value(string key, uint value) => Value(key, 4, w => w.Write(value));

    public GgufBuilder Value(string key, float value) => Value(key, 6, w => w.Write(value));

    /// <summary>Adds a tensor whose data follow those before it; sizes in the file's order, the length of a row first.</summary>
    public GgufBuilder Tensor(string name, ulong[] sizes, uint type, byte[] data, ulong? offset = null)
    {
        while (_data.Count % Alignment != 0)
        {
            _data.Add(0);
        }

        _tensors.AddRange(Written(writer =>
        {
            WriteText(writer, name);
            writer.Write((uint)sizes.Length);
            Array.ForEach(sizes, writer.Write);
            writer.Write(type);
            writer.Write(offset ?? (ulong)_data.Count);
        }));
        _data.AddRange(data);
        _tensorCount++;
        return this;
    }

    public GgufBuilder Tensor(string name, ulong[] sizes, float[] values)
    {
        var data = new byte[values.Length * 4];
        Buffer.BlockCopy(values, 0, data, 0, data.Length);
        return Tensor(name, sizes, 0, data);
    }

    public byte[] Build()
    {
        var bytes = Written(writer =>
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(TensorCount ?? _tensorCount);
            writer.Write(MetadataCount ?? _metadataCount);
        }).Concat(_metadata).Concat(_tensors).ToList();
        while (bytes.Count % Alignment != 0)
        {
            bytes.Add(0);
        }

        return [.. bytes, .. _data];
    }

    public static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
