using System.Buffers.Binary;
using System.IO.Compression;
using MedQa.ServiceDefaults.Streams;

namespace MedQa.Trainer.Data;

/// <summary>
/// Decompresses a gzip file and, at its end, holds the number of bytes against the one that the file ends with (RFC 1952,
/// ISIZE, modulo 2^32): <see cref="GZipStream"/> takes a truncated file for one that ends there. In a file of several members
/// the number is the last one's, so it must then not be more than what was read.
/// </summary>
internal sealed class GzipFileStream(FileStream file) : ForwardStream
{
    private const int TrailerBytes = 8;

    private readonly GZipStream _gzip = new(file, CompressionMode.Decompress);
    private readonly uint _expected = ReadExpectedLength(file);
    private long _read;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Count(_gzip.Read(buffer), buffer.Length);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await _gzip.ReadAsync(buffer, cancellationToken), buffer.Length);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private static uint ReadExpectedLength(FileStream file)
    {
        if (file.Length < TrailerBytes)
        {
            return uint.MaxValue;
        }

        Span<byte> length = stackalloc byte[sizeof(uint)];
        file.Seek(-length.Length, SeekOrigin.End);
        file.ReadExactly(length);
        file.Seek(0, SeekOrigin.Begin);
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }

    private int Count(int read, int asked)
    {
        _read += read;
        return read > 0 || asked == 0 || (uint)_read == _expected || _read > _expected
            ? read
            : throw new InvalidDataException($"the file is truncated: it says {_expected} bytes and holds {_read}");
    }
}
