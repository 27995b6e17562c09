using System.Text;
using System.Text.Json;

namespace MedQa.Trainer.Evaluation;

/// <summary>
/// What an evaluation has found so far, in a file: an evaluation that was killed goes on from it. JSON lines: first what evaluation
/// it is, then a line for each batch; a line that was cut off by the end of the process does not count. It holds answers; whoever names
/// the file deletes it once the report is written.
/// </summary>
internal sealed class PredictionJournal : IDisposable
{
    /// <summary>The file's name in an evaluation's folder.</summary>
    public const string FileName = "progress.jsonl";

    private const int MaxLineCharacters = 1 << 26;

    private readonly Dictionary<(string Phase, string Id), JsonElement> _found = [];
    private readonly FileStream _file;

    private PredictionJournal(FileStream file) => _file = file;

    /// <summary>Opens a journal; one of another evaluation, or that can't be read, is begun anew.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="fingerprint">Which evaluation it is.</param>
    /// <exception cref="IOException">Another process has the file open, or it can't be written.</exception>
    public static PredictionJournal Open(string path, string fingerprint)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var journal = new PredictionJournal(file);
            var end = journal.Read(fingerprint);
            file.SetLength(end);
            file.Seek(end, SeekOrigin.Begin);
            if (end == 0)
            {
                journal.Write(new Head(fingerprint));
            }

            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What was found for a row, or null.</summary>
    public T? Find<T>(string phase, string id)
        where T : class => _found.TryGetValue((phase, id), out var value) ? value.Deserialize<T>() : null;

    /// <summary>Writes what was found for a batch's rows.</summary>
    public void Add<T>(string phase, IEnumerable<(string Id, T Value)> found) =>
        Write(new Line(phase, [.. found.Select(f => new Found(f.Id, JsonSerializer.SerializeToElement(f.Value)))]));

    public void Dispose() => _file.Dispose();

    /// <returns>Where the last whole line ends; 0 where the file is of another evaluation.</returns>
    private long Read(string fingerprint)
    {
        long end = 0;
        foreach (var (line, next) in Lines())
        {
            try
            {
                if (end == 0)
                {
                    if (JsonSerializer.Deserialize<Head>(line)?.Evaluation != fingerprint)
                    {
                        return 0;
                    }
                }
                else if (JsonSerializer.Deserialize<Line>(line) is { Phase: { } phase, Rows: { } rows })
                {
                    foreach (var row in rows)
                    {
                        _found[(phase, row.Id)] = row.Value;
                    }
                }
            }
            catch (JsonException)
            {
                return end;
            }

            end = next;
        }

        return end;
    }

    /// <summary>Whole lines, each with the place where the next begins.</summary>
    private IEnumerable<(string Line, long Next)> Lines()
    {
        var line = new List<byte>();
        var buffer = new byte[1 << 16];
        long place = 0;
        for (int count; (count = _file.Read(buffer)) > 0;)
        {
            for (var i = 0; i < count; i++)
            {
                place++;
                if (buffer[i] == (byte)'\n')
                {
                    yield return (Encoding.UTF8.GetString([.. line]), place);
                    line.Clear();
                }
                else if (line.Count < MaxLineCharacters)
                {
                    line.Add(buffer[i]);
                }
            }
        }
    }

    private void Write<T>(T line)
    {
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(line));
        _file.WriteByte((byte)'\n');
        _file.Flush(flushToDisk: true);
    }

    private sealed record Head(string Evaluation);

    private sealed record Line(string Phase, IReadOnlyList<Found> Rows);

    private sealed record Found(string Id, JsonElement Value);
}
