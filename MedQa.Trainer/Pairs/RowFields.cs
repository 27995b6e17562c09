using System.Text.Json;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Pairs;

/// <summary>Looks whether a corpus row has the fields that pairs are made from.</summary>
internal static class RowFields
{
    private const string Items = "[]";

    /// <param name="path">The file, for the message.</param>
    /// <param name="line">The row's line, from 1.</param>
    /// <param name="row">The row.</param>
    /// <param name="fields">Texts: <c>title</c>, <c>synonyms[]</c> of a list, <c>qas[].answer</c> of a list's objects. One that ends in a question mark may be null.</param>
    /// <exception cref="DataFileException">A field is missing or no text; names file, line and field, never the text.</exception>
    public static void Check(string path, long line, JsonElement row, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            if (Problem(row, field, "") is var (name, message))
            {
                throw new DataFileException(new DataProblem(path, $"line {line}", name, $"{message} Correct the row or leave it out."));
            }
        }
    }

    private static (string Field, string Message)? Problem(JsonElement value, string field, string parent)
    {
        var list = field.IndexOf(Items, StringComparison.Ordinal);
        var name = (list < 0 ? field : field[..list]).TrimEnd('?');
        var place = parent + (parent.Length > 0 && name.Length > 0 ? "." : "") + name;
        if (name.Length > 0)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                return (parent, $"expected an object, found {value.ValueKind}.");
            }

            if (!value.TryGetProperty(name, out value))
            {
                return (place, "the field is missing.");
            }
        }

        if (list < 0)
        {
            return IsText(value) || (field.EndsWith('?') && value.ValueKind == JsonValueKind.Null) ? null : (place, $"expected a text, found {value.ValueKind}.");
        }

        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select((item, i) => Problem(item, field[(list + Items.Length)..].TrimStart('.'), $"{place}[{i}]")).FirstOrDefault(p => p is not null)
            : (place, $"expected a list, found {value.ValueKind}.");
    }

    /// <summary>Not one with half of a surrogate pair.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
