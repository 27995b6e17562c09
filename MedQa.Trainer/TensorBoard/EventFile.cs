using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace MedQa.Trainer.TensorBoard;

/// <summary>
/// A file of TensorBoard events. Each is a TFRecord: its length as uint64, the masked CRC-32C of those 8 bytes as uint32, the
/// event, the masked CRC-32C of the event, all little-endian; the mask is <c>rotr(crc, 15) + 0xa282ead8</c>. The event is
/// TensorFlow's protocol buffer <c>Event</c>. Every record is handed to the system whole, so that a killed process leaves a valid file.
/// </summary>
/// <remarks>
/// TorchSharp's <c>SummaryWriter</c> cannot write <c>SessionLog.START</c>, by which TensorBoard drops the steps that a resumed run
/// takes again.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    private const string Version = "brain.Event:2";

    // Field numbers, each with its wire type in the low three bits: 0 varint, 1 eight bytes, 2 with a length, 5 four bytes.
    private const byte WallTime = (1 << 3) | 1;
    private const byte Step = 2 << 3;
    private const byte FileVersion = (3 << 3) | 2;
    private const byte Summary = (5 << 3) | 2;
    private const byte SessionLog = (7 << 3) | 2;
    private const byte SummaryValue = (1 << 3) | 2;
    private const byte Tag = (1 << 3) | 2;
    private const byte SimpleValue = (2 << 3) | 5;
    private const byte Status = 1 << 3;
    private const byte Start = 1;

    private readonly FileStream stream;
    private readonly TimeProvider time;

    private EventFile(FileStream stream, TimeProvider time)
    {
        this.stream = stream;
        this.time = time;
    }

    /// <summary>Begins a new file in a folder, which is made where missing.</summary>
    public static EventFile Create(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var now = time.GetUtcNow();
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{now.ToUnixTimeSeconds():0000000000}.{now.Ticks % TimeSpan.TicksPerSecond:0000000}.{Environment.ProcessId}.medqa");
        var stream = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var file = new EventFile(stream, time);
        file.Write(0, FileVersion, Encoding.UTF8.GetBytes(Version));
        return file;
    }

    /// <summary>Says that values of earlier files from this step on no longer count.</summary>
    public void AddStart(long step) => Write(step, SessionLog, [Status, Start]);

    /// <summary>Adds a value.</summary>
    public void AddScalar(string tag, float value, long step)
    {
        var name = Encoding.UTF8.GetBytes(tag);
        using var inner = new MemoryStream();
        WriteWithLength(inner, Tag, name);
        inner.WriteByte(SimpleValue);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(four, value);
        inner.Write(four);
        using var summary = new MemoryStream();
        WriteWithLength(summary, SummaryValue, inner.ToArray());
        Write(step, Summary, summary.ToArray());
    }

    public void Dispose() => stream.Dispose();

    private void Write(long step, byte field, byte[] content)
    {
        using var payload = new MemoryStream();
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(eight, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
        payload.WriteByte(WallTime);
        payload.Write(eight);
        payload.WriteByte(Step);
        WriteVarint(payload, (ulong)step);
        WriteWithLength(payload, field, content);
        stream.Write(Record(payload.ToArray()));
    }

    private static byte[] Record(byte[] payload)
    {
        const int HeaderBytes = 12;
        var record = new byte[HeaderBytes + payload.Length + 4];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        payload.CopyTo(record, HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderBytes + payload.Length), MaskedCrc(payload));
        return record;
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    private static void WriteWithLength(MemoryStream into, byte field, byte[] content)
    {
        into.WriteByte(field);
        WriteVarint(into, (ulong)content.Length);
        into.Write(content);
    }

    private static void WriteVarint(MemoryStream into, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            into.WriteByte((byte)(value | 0x80));
        }

        into.WriteByte((byte)value);
    }
}
