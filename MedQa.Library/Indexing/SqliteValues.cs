using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MedQa.Library.Passages;
using Microsoft.Data.Sqlite;

namespace MedQa.Library.Indexing;

/// <summary>Values as <see cref="SqliteSchema"/> has them in columns.</summary>
internal static class SqliteValues
{
    private const string DateFormat = "yyyy-MM-dd";

    public static object OfDate(DateOnly? date) => date is { } d ? d.ToString(DateFormat, CultureInfo.InvariantCulture) : DBNull.Value;

    public static DateOnly? Date(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateOnly.ParseExact(reader.GetString(column), DateFormat, CultureInfo.InvariantCulture);

    public static byte[] OfSentences(IReadOnlyList<TextSpan> sentences)
    {
        var bytes = new byte[8 * sentences.Count];
        for (var i = 0; i < sentences.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8 * i), sentences[i].Start);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((8 * i) + 4), sentences[i].Length);
        }

        return bytes;
    }

    /// <exception cref="InvalidDataException">A sentence is not inside the text.</exception>
    public static TextSpan[] Sentences(byte[] bytes, int textLength)
    {
        var sentences = new TextSpan[bytes.Length / 8];
        for (var i = 0; i < sentences.Length; i++)
        {
            var start = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8 * i));
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan((8 * i) + 4));
            if (start < 0 || length < 0 || start > textLength - length)
            {
                throw new InvalidDataException($"The index is damaged: a sentence at {start}, {length} long, in a passage of {textLength} characters.");
            }

            sentences[i] = new(start, length);
        }

        return sentences;
    }

    /// <summary>A vector made 1 long, as halves.</summary>
    /// <exception cref="ArgumentException">It has no direction, or a number that is not finite.</exception>
    public static byte[] OfVector(ReadOnlySpan<float> vector)
    {
        var norm = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(norm) || norm == 0)
        {
            throw new ArgumentException($"A vector's length is {norm}; it must be finite and above 0.", nameof(vector));
        }

        var unit = new float[vector.Length];
        TensorPrimitives.Divide(vector, norm, unit);
        var halves = new Half[vector.Length];
        TensorPrimitives.ConvertToHalf(unit, halves);
        return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not that many halves.</exception>
    public static void Vector(ReadOnlySpan<byte> bytes, Span<float> vector)
    {
        if (bytes.Length != 2 * vector.Length)
        {
            throw new InvalidDataException($"The index is damaged: a vector of {vector.Length} numbers has {bytes.Length} bytes.");
        }

        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), vector);
    }
}
