using System.IO.MemoryMappedFiles;

namespace MedQa.Model.Checkpoints;

/// <summary>
/// A file mapped into memory, read only: its pages come from the system's cache as they are touched, so that weights are
/// never held twice. Thread-safe until disposed. A file must not shrink while it is mapped.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;
    private int _disposed;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public MappedFile(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Length = stream.Length;
        if (Length == 0)
        {
            return;
        }

        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The file's size in bytes.</summary>
    public long Length { get; }

    /// <summary>The bytes from <paramref name="offset"/> on; valid until this is disposed.</summary>
    /// <exception cref="InvalidDataException">They reach past the end of the file.</exception>
    public ReadOnlySpan<byte> Span(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (offset < 0 || count < 0 || offset > Length - count)
        {
            throw new InvalidDataException($"{Path}: {count} bytes at offset {offset} reach past the file's {Length} bytes.");
        }

        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _map?.Dispose();
    }
}
