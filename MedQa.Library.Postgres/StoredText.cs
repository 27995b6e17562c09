using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace MedQa.Library.Postgres;

/// <summary>Values as PostgreSQL takes them.</summary>
internal static class StoredText
{
    /// <summary>
    /// A text without what PostgreSQL cannot hold: U+0000 and halves of surrogate pairs become U+FFFD. The length in UTF-16 stays, so that
    /// sentences are where they were.
    /// </summary>
    public static string Of(string text)
    {
        StringBuilder? changed = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                (changed ??= new(text))[i] = '\uFFFD';
            }
        }

        return changed?.ToString() ?? text;
    }

    /// <summary>A name in quotation marks, as SQL reads it whatever it holds.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A vector made 1 long, as pgvector reads it.</summary>
    /// <exception cref="ArgumentException">It has no direction, or a number that is not finite.</exception>
    public static string OfVector(ReadOnlySpan<float> vector, string what, string parameter)
    {
        var norm = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(norm) || norm == 0)
        {
            throw new ArgumentException($"{what}'s length is {norm}; it must be finite and above 0.", parameter);
        }

        var text = new StringBuilder("[", 14 * vector.Length);
        foreach (var number in vector)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 1 ? "," : "")}{number / norm:R}");
        }

        return text.Append(']').ToString();
    }
}
