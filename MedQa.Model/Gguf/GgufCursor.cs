using System.Buffers.Binary;
using System.Text;
using MedQa.Model.Checkpoints;

namespace MedQa.Model.Gguf;

/// <summary>Reads a GGUF header from front to back; every count and length is checked against what is left of the file before it is used.</summary>
internal sealed class GgufCursor(MappedFile file)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public long Position { get; private set; }

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A count of things that take at least <paramref name="least"/> bytes each.</summary>
    public int Count(int least, string what)
    {
        var count = UInt64();
        return count <= (ulong)((file.Length - Position) / least) && count <= int.MaxValue / 2
            ? (int)count
            : throw Error($"says that it holds {count} {what}, more than its {file.Length} bytes can");
    }

    /// <summary>A text: length u64, then UTF-8.</summary>
    public string Text(string what)
    {
        var length = Count(1, $"bytes in {what}");
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{file.Path}: {what} is no valid UTF-8.", e);
        }
    }

    /// <summary>A metadata value of the given type, as its own .NET type; an array as an array of that.</summary>
    public object Value(uint type, string key) => type switch
    {
        0 => Take(1)[0],
        1 => (sbyte)Take(1)[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        3 => BinaryPrimitives.ReadInt16LittleEndian(Take(2)),
        4 => UInt32(),
        5 => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        6 => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        7 => Boolean(key),
        8 => Text($"the value of \"{key}\""),
        9 => ArrayOf(key),
        10 => UInt64(),
        11 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
        12 => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        _ => throw Error($"has \"{key}\" of the unknown value type {type}"),
    };

    public InvalidDataException Error(string what) => new($"{file.Path} {what}.");

    /// <summary>Array: element type u32 | count u64 | elements.</summary>
    private Array ArrayOf(string key)
    {
        var type = UInt32();
        return type switch
        {
            0 => Elements<byte>(type, 1, key),
            1 => Elements<sbyte>(type, 1, key),
            2 => Elements<ushort>(type, 2, key),
            3 => Elements<short>(type, 2, key),
            4 => Elements<uint>(type, 4, key),
            5 => Elements<int>(type, 4, key),
            6 => Elements<float>(type, 4, key),
            7 => Elements<bool>(type, 1, key),
            8 => Elements<string>(type, 8, key),
            10 => Elements<ulong>(type, 8, key),
            11 => Elements<long>(type, 8, key),
            12 => Elements<double>(type, 8, key),
            9 => throw Error($"has \"{key}\", an array of arrays, which is not read"),
            _ => throw Error($"has \"{key}\", an array of the unknown value type {type}"),
        };
    }

    private T[] Elements<T>(uint type, int least, string key)
    {
        var values = new T[Count(least, $"elements in \"{key}\"")];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (T)Value(type, key);
        }

        return values;
    }

    private bool Boolean(string key) => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        var other => throw Error($"has \"{key}\", a boolean of {other}; 0 or 1 is expected"),
    };

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > file.Length - Position)
        {
            throw Error($"ends at byte {file.Length}, inside its header");
        }

        var span = file.Span(Position, count);
        Position += count;
        return span;
    }
}
