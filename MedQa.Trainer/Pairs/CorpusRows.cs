using System.Text.Json;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pretraining;

namespace MedQa.Trainer.Pairs;

/// <summary>The rows of a corpus file that pairs may be made from: those that are not held out.</summary>
internal static class CorpusRows
{
    /// <summary>Row 0 of each file and every so many after it are held out.</summary>
    public const int HoldOutEvery = 50;

    private static readonly string[] Endings = [".jsonl", ".jsonl.gz", ".jsonl.xz"];

    /// <summary>Reads a file's rows with their numbers, from 0.</summary>
    /// <param name="folder">Holds the file as <c>.jsonl</c>, <c>.jsonl.gz</c> or <c>.jsonl.xz</c>.</param>
    /// <param name="name">Its name without the ending.</param>
    /// <param name="fields">What each row must have, see <see cref="RowFields"/>.</param>
    /// <exception cref="DataFileException">The file is missing, or a row lacks a field; names the file, the line and the field.</exception>
    public static IReadOnlyList<(int Number, JsonElement Row)> Read(string folder, string name, IReadOnlyList<string> fields, CancellationToken cancellationToken = default)
    {
        var path = Endings.Select(e => Path.Combine(folder, name + e)).FirstOrDefault(File.Exists)
            ?? throw new DataFileException($"{folder} holds no {name}.jsonl, {name}.jsonl.gz or {name}.jsonl.xz.");
        var result = new List<(int, JsonElement)>();
        var number = 0;
        foreach (var (line, row) in CorpusReader.Rows(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (number % HoldOutEvery != 0)
            {
                RowFields.Check(path, line, row, fields);
                result.Add((number, row));
            }

            number++;
        }

        return result;
    }
}
