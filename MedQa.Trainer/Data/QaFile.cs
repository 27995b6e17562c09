using System.Runtime.CompilerServices;

namespace MedQa.Trainer.Data;

/// <summary>
/// A file of questions and answers: PubMedQA's <c>.json</c> (a row under each key), the hub's <c>.parquet</c>, or
/// <c>.jsonl</c> / <c>.ndjson</c> (an object a line) with the field names of either; JSON also as <c>.gz</c> or <c>.xz</c>.
/// Read as a stream; rows are checked one by one and ids must be unique.
/// </summary>
public static class QaFile
{
    /// <summary>The labels of PubMedQA's decisions.</summary>
    public static IReadOnlyList<string> DefaultLabels { get; } = ["yes", "no", "maybe"];

    /// <summary>Reads rows, the first problem ending it.</summary>
    /// <exception cref="DataFileException">A row can't be used; the message names file, place and field, never the texts.</exception>
    public static IAsyncEnumerable<QaRow> ReadAsync(string path, CancellationToken cancellationToken = default) =>
        ReadAsync(path, DefaultLabels, null, cancellationToken);

    /// <summary>Reads rows; those with problems are left out and reported where <paramref name="onProblem"/> is given.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">What a decision may be.</param>
    /// <param name="onProblem">Takes the problems; null throws at the first.</param>
    /// <exception cref="DataFileException">The file as a whole can't be read, or a row can't be used and no one takes problems.</exception>
    public static async IAsyncEnumerable<QaRow> ReadAsync(
        string path,
        IReadOnlyList<string> labels,
        Action<DataProblem>? onProblem,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var isLines = IsJsonLines(path);
        var parser = new QaRowParser(path, labels, idRequired: !isLines);
        var problems = new List<DataProblem>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long count = 0;
        await foreach (var raw in OpenAsync(path, cancellationToken).WithCancellation(cancellationToken))
        {
            if (++count > DataLimits.MaxRows)
            {
                throw new DataFileException($"{path}, {raw.Place}: more than {DataLimits.MaxRows} rows.");
            }

            problems.Clear();
            var row = parser.Parse(raw, problems);
            if (row is not null && !seen.Add(row.Id))
            {
                problems.Add(new DataProblem(path, raw.Place, "id", $"{row.Id} is the id of an earlier row too."));
            }

            foreach (var problem in problems)
            {
                (onProblem ?? (p => throw new DataFileException(p)))(problem);
            }

            if (row is not null && problems.Count == 0)
            {
                yield return row;
            }
        }
    }

    /// <summary>All rows, the first problem ending it.</summary>
    /// <exception cref="DataFileException">As <see cref="ReadAsync(string, CancellationToken)"/>; also where there is no row.</exception>
    public static async Task<IReadOnlyList<QaRow>> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        var rows = await ReadAsync(path, cancellationToken).ToListAsync(cancellationToken);
        return rows.Count > 0 ? rows : throw new DataFileException($"{path}: holds no rows.");
    }

    private static bool IsJsonLines(string path) =>
        Path.GetExtension(CompressedFile.NameWithoutCompression(path)).ToLowerInvariant() is ".jsonl" or ".ndjson";

    private static async IAsyncEnumerable<RawRow> OpenAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new DataFileException($"{path}: there is no such file.");
        }

        if (Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            await foreach (var row in ParquetSource.ReadAsync(path, cancellationToken))
            {
                yield return row;
            }

            yield break;
        }

        var isKeyed = Path.GetExtension(CompressedFile.NameWithoutCompression(path)).Equals(".json", StringComparison.OrdinalIgnoreCase);
        if (!isKeyed && !IsJsonLines(path))
        {
            throw new DataFileException($"{path}: its ending must be .json (a row under each key), .jsonl or .ndjson (an object a line), each also with .gz or .xz, or .parquet.");
        }

        await using var stream = CompressedFile.OpenRead(path);
        var rows = isKeyed ? KeyedJsonSource.ReadAsync(stream, path, cancellationToken) : JsonLinesSource.ReadAsync(stream, path, cancellationToken);
        await foreach (var row in rows)
        {
            yield return row;
        }
    }
}
