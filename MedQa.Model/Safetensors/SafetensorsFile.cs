using MedQa.Model.Checkpoints;
using static TorchSharp.torch;

namespace MedQa.Model.Safetensors;

/// <summary>
/// A safetensors file, mapped into memory and checked when it is opened. Its tensors are copied out in pieces, so that no
/// second copy of a large one is ever held. Reading is thread-safe.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly MappedFile _file;

    private SafetensorsFile(MappedFile file, SafetensorsHeader header)
    {
        _file = file;
        Entries = header.Entries;
        Metadata = header.Metadata;
    }

    /// <summary>The file's full path.</summary>
    public string Path => _file.Path;

    /// <summary>Its tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>The texts of its <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no valid safetensors file; the message names the file and the tensor.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            return new SafetensorsFile(file, SafetensorsHeader.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Copies a tensor's values into one that exists, converting type and device.</summary>
    /// <param name="destination">The same shape, contiguous.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or the shapes differ.</exception>
    public void ReadInto(string name, Tensor destination)
    {
        var entry = Entry(name);
        if (!destination.shape.AsSpan().SequenceEqual(entry.Shape.ToArray()))
        {
            throw new InvalidDataException(
                $"{Path}: tensor \"{name}\" has the shape [{string.Join(", ", entry.Shape)}], expected [{string.Join(", ", destination.shape)}].");
        }

        if (entry.Bytes > 0)
        {
            var size = SafetensorsDType.Of(entry.DType).Size;
            PiecewiseCopy.Into(destination, entry.DType, (start, target) => Copy(entry, start * size, target));
        }
    }

    /// <summary>Reads a tensor as it is in the file, into memory of its own.</summary>
    /// <param name="device">Where to; null for the CPU.</param>
    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public Tensor Read(string name, Device? device = null)
    {
        var entry = Entry(name);
        var tensor = empty(entry.Shape.ToArray(), dtype: entry.DType, device: device ?? CPU);
        try
        {
            ReadInto(name, tensor);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Reads all tensors, as <see cref="Read"/> does; for small files.</summary>
    public Dictionary<string, Tensor> ReadAll(Device? device = null) =>
        Entries.Keys.ToDictionary(name => name, name => Read(name, device), StringComparer.Ordinal);

    /// <summary>A tensor's bytes as they lie in the mapped file; valid until this is disposed.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, or it has 2 GiB or more.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var entry = Entry(name);
        return entry.Bytes <= int.MaxValue
            ? _file.Span(entry.Offset, (int)entry.Bytes)
            : throw new InvalidDataException($"{Path}: tensor \"{name}\" has {entry.Bytes} bytes, too many for one span.");
    }

    public void Dispose() => _file.Dispose();

    private SafetensorsEntry Entry(string name) =>
        Entries.TryGetValue(name, out var entry) ? entry : throw new InvalidDataException($"{Path} holds no tensor \"{name}\".");

    private void Copy(SafetensorsEntry entry, long start, Span<byte> target)
    {
        var source = _file.Span(entry.Offset + start, target.Length);
        if (entry.DType == ScalarType.Bool && source.ContainsAnyExceptInRange<byte>(0, 1))
        {
            throw new InvalidDataException($"{Path}: tensor \"{entry.Name}\" is BOOL but holds bytes other than 0 and 1.");
        }

        source.CopyTo(target);
    }
}
