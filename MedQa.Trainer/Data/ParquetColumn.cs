using Parquet.Data;
using Parquet.Schema;

namespace MedQa.Trainer.Data;

/// <summary>
/// Puts a Parquet column's values back into rows. Dremel's encoding (Melnik et al., 2010): a repetition level of 0 begins a
/// row; a definition level below the highest means that the value, or a list around it, is not there.
/// </summary>
internal static class ParquetColumn
{
    /// <returns>A value for each row; a <c>List&lt;object?&gt;</c> where the column repeats.</returns>
    /// <exception cref="InvalidDataException">The type is not one that a row has, or the levels don't give that many rows.</exception>
    public static List<object?> ToValues(RawColumnData raw, DataField field, int rows)
    {
        var values = raw switch
        {
            RawColumnData<ReadOnlyMemory<char>> text => text.NullableValues.Select(v => (object?)v?.ToString()).ToList(),
            RawColumnData<int> number => number.NullableValues.Select(v => (object?)(long?)v).ToList(),
            RawColumnData<long> number => number.NullableValues.Select(v => (object?)v).ToList(),
            _ => throw new InvalidDataException($"column {field.Path} has type {field.ClrType.Name}; text or whole numbers were expected"),
        };
        var result = field.MaxRepetitionLevel switch
        {
            0 => values,
            1 => Group(raw, field, values),
            _ => throw new InvalidDataException($"column {field.Path} is a list of lists"),
        };
        return result.Count == rows
            ? result
            : throw new InvalidDataException($"column {field.Path} holds {result.Count} rows, its row group says {rows}");
    }

    private static List<object?> Group(RawColumnData raw, DataField field, List<object?> values)
    {
        var repetition = raw.RepetitionLevels;
        var definition = raw.DefinitionLevels;
        if (repetition.Length != values.Count || definition.Length != values.Count)
        {
            throw new InvalidDataException($"column {field.Path} has {values.Count} values, {repetition.Length} repetition and {definition.Length} definition levels");
        }

        var elementLevel = field.IsNullable ? field.MaxDefinitionLevel - 1 : field.MaxDefinitionLevel;
        var result = new List<object?>();
        for (var i = 0; i < values.Count; i++)
        {
            if (repetition[i] == 0)
            {
                result.Add(new List<object?>());
            }

            if (result.Count == 0)
            {
                throw new InvalidDataException($"column {field.Path} begins in the middle of a row");
            }

            if (definition[i] >= elementLevel)
            {
                ((List<object?>)result[^1]!).Add(values[i]);
            }
        }

        return result;
    }
}
