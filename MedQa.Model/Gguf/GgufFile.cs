using System.Runtime.InteropServices;
using MedQa.Model.Checkpoints;
using static TorchSharp.torch;

namespace MedQa.Model.Gguf;

/// <summary>
/// A GGUF file (llama.cpp's format), mapped into memory and checked when it is opened. Packed tensors are decoded to float32
/// as they are read. Reading is thread-safe.
/// </summary>
public sealed class GgufFile : IDisposable
{
    private readonly MappedFile _file;

    private GgufFile(MappedFile file, GgufHeader header)
    {
        _file = file;
        Version = header.Version;
        Metadata = header.Metadata;
        Tensors = header.Tensors;
    }

    /// <summary>The file's full path.</summary>
    public string Path => _file.Path;

    /// <summary>The version of the format, 2 or 3.</summary>
    public uint Version { get; }

    /// <summary>
    /// What the file says beside its tensors. A value has the .NET type of the one in the file (<c>uint</c>, <c>float</c>,
    /// <c>string</c>, …), an array is an array of that (<c>string[]</c>).
    /// </summary>
    public IReadOnlyDictionary<string, object> Metadata { get; }

    /// <summary>Its tensors by llama.cpp's names.</summary>
    public IReadOnlyDictionary<string, GgufTensor> Tensors { get; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no valid GGUF file, or a tensor has a type that is not read; the message names the file and the tensor or key.</exception>
    public static GgufFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            return new GgufFile(file, GgufHeader.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Decodes a tensor into one that exists, converting type and device.</summary>
    /// <param name="destination">The same shape, contiguous.</param>
    /// <param name="sourceRow">For each row of the destination, the row of the file that goes there; null for the same.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or the shapes differ.</exception>
    public void ReadInto(string name, Tensor destination, Func<long, long>? sourceRow = null)
    {
        var tensor = Tensors.TryGetValue(name, out var found) ? found : throw new InvalidDataException($"{Path} holds no tensor \"{name}\".");
        if (!destination.shape.AsSpan().SequenceEqual(tensor.Shape.ToArray()))
        {
            throw new InvalidDataException(
                $"{Path}: tensor \"{name}\" has the shape [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", destination.shape)}].");
        }

        PiecewiseCopy.Into(
            destination,
            ScalarType.Float32,
            (start, target) => DecodeRows(tensor, start / tensor.RowElements, MemoryMarshal.Cast<byte, float>(target), sourceRow ?? (row => row)),
            tensor.RowElements);
    }

    public void Dispose() => _file.Dispose();

    private unsafe void DecodeRows(GgufTensor tensor, long firstRow, Span<float> target, Func<long, long> sourceRow)
    {
        var (rowElements, rowBytes) = (tensor.RowElements, tensor.RowBytes);
        var rows = target.Length / rowElements;
        fixed (float* pinned = target)
        {
            // A lambda may not capture a fixed pointer or a span; the memory stays pinned until all rows are done.
            var address = (nint)pinned;
            Parallel.For(0, rows, row =>
            {
                var packed = _file.Span(tensor.Offset + sourceRow(firstRow + row) * rowBytes, rowBytes);
                tensor.Format.Decode(packed, new Span<float>((float*)address + (long)row * rowElements, rowElements));
            });
        }
    }
}
