using System.Buffers.Binary;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Walks the fields of one protobuf message: a varint tag (field number × 8 + wire type), then a varint (wire type 0), 8 bytes (1),
/// a length and that many bytes (2), or 4 bytes (5). Lengths are checked against what is left.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _left = message;

    /// <summary>Number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>Value of a varint field.</summary>
    public ulong Varint { get; private set; }

    /// <summary>Bytes of a field of wire type 1, 2 or 5.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The field as a float (wire type 5).</summary>
    /// <exception cref="InvalidDataException">The field has another size.</exception>
    public readonly float Single => Bytes.Length == sizeof(float)
        ? BinaryPrimitives.ReadSingleLittleEndian(Bytes)
        : throw new InvalidDataException($"protobuf field {Field} should be a 4-byte float, it has {Bytes.Length} bytes");

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public bool Next()
    {
        if (_left.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        if (tag >> 3 is 0 or > 0x1FFFFFFF)
        {
            throw new InvalidDataException($"protobuf field number {tag >> 3} is out of range");
        }

        Field = (int)(tag >> 3);
        Varint = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Varint = ReadVarint();
                break;
            case 1:
                Bytes = Take(8);
                break;
            case 2:
                Bytes = Take(ReadVarint());
                break;
            case 5:
                Bytes = Take(4);
                break;
            default:
                throw new InvalidDataException($"protobuf field {Field} has wire type {tag & 7}, which is not in use");
        }

        return true;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_left.IsEmpty)
            {
                throw new InvalidDataException("the protobuf message ends within a number");
            }

            var next = _left[0];
            _left = _left[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a protobuf number is longer than 10 bytes");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_left.Length)
        {
            throw new InvalidDataException($"protobuf field {Field} says it has {count} bytes, {_left.Length} are left");
        }

        var bytes = _left[..(int)count];
        _left = _left[(int)count..];
        return bytes;
    }
}
