using System.Runtime.CompilerServices;
using Parquet;

namespace MedQa.Trainer.Data;

/// <summary>
/// The hub's Parquet: columns <c>pubid</c>, <c>question</c>, <c>context.contexts</c> and <c>context.meshes</c> (lists),
/// <c>long_answer</c>, <c>final_decision</c>. Only these are decoded, a row group at a time.
/// </summary>
internal static class ParquetSource
{
    private static readonly string[] _plain = ["pubid", "id", "question", "long_answer", "final_decision", "year"];
    private static readonly string[] _inContext = ["contexts", "meshes"];

    public static async IAsyncEnumerable<RawRow> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is { Exists: true, Length: > DataLimits.MaxParquetBytes } file)
        {
            throw new DataFileException($"{path}: {file.Length} bytes are more than the {DataLimits.MaxParquetBytes} that a Parquet file may have.");
        }

        await using var reader = await Guard(path, () => ParquetReader.CreateAsync(path, null, cancellationToken));
        long row = 0;
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            var index = group;
            var columns = await Guard(path, () => ReadGroupAsync(reader, index, cancellationToken));
            for (var i = 0; i < columns.Count; i++)
            {
                yield return new RawRow($"row {++row}", null, columns.RowAt(i));
            }
        }
    }

    private static async Task<Columns> ReadGroupAsync(ParquetReader reader, int index, CancellationToken cancellationToken)
    {
        using var group = reader.OpenRowGroupReader(index);
        if (group.RowCount is < 0 or > DataLimits.MaxRows)
        {
            throw new InvalidDataException($"row group {index} says it has {group.RowCount} rows");
        }

        var columns = new Columns((int)group.RowCount);
        foreach (var field in reader.Schema.DataFields)
        {
            var path = field.Path.ToList();
            var isInContext = path.Count >= 2 && path[0] == "context" && _inContext.Contains(path[1]);
            if (!isInContext && !(path.Count == 1 && _plain.Contains(path[0])))
            {
                continue;
            }

            using var raw = await group.ReadRawColumnDataBaseAsync(field, cancellationToken);
            columns.Add(isInContext ? path[1] : path[0], ParquetColumn.ToValues(raw, field, columns.Count), isInContext);
        }

        return columns;
    }

    // The library throws whatever a damaged file leads it to (also IndexOutOfRange and Overflow).
    private static async Task<T> Guard<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var reason = error is IOException or InvalidDataException or UnauthorizedAccessException ? error.Message : error.GetType().Name;
            throw new DataFileException($"{path}: is no Parquet file that can be read ({reason}).", error);
        }
    }

    private sealed class Columns(int count)
    {
        private readonly List<(string Name, List<object?> Values, bool IsInContext)> _columns = [];

        public int Count => count;

        public void Add(string name, List<object?> values, bool isInContext) => _columns.Add((name, values, isInContext));

        public Dictionary<string, object?> RowAt(int index)
        {
            var context = new Dictionary<string, object?>();
            var row = new Dictionary<string, object?> { ["context"] = context };
            foreach (var (name, values, isInContext) in _columns)
            {
                (isInContext ? context : row).Add(name, values[index]);
            }

            return row;
        }
    }
}
