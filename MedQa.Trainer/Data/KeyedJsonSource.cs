using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MedQa.Trainer.Data;

/// <summary>
/// PubMedQA's own layout, <c>{"21645374": {…}, "16418930": {…}, …}</c>, read a row at a time: only one row is in memory.
/// </summary>
internal sealed class KeyedJsonSource(Stream stream, string name)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _final;
    private bool _opened;
    private long _line = 1;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = JsonFields.MaxDepth });

    private enum Step
    {
        Row,
        NeedMore,
        End,
    }

    public static async IAsyncEnumerable<RawRow> ReadAsync(Stream stream, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = new KeyedJsonSource(stream, name);
        while (true)
        {
            var step = source.Advance(out var row);
            if (step == Step.End)
            {
                yield break;
            }

            if (step == Step.Row)
            {
                yield return row!;
            }
            else
            {
                await source.FillAsync(cancellationToken);
            }
        }
    }

    private Step Advance(out RawRow? row)
    {
        row = null;
        try
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _final, _state);
            if (!_opened)
            {
                if (!reader.Read())
                {
                    return Step.NeedMore;
                }

                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    throw new DataFileException($"{name}: a .json file must be one object with a row under each key; a file with one object a line must end in .jsonl.");
                }

                _opened = true;
                Commit(reader);
                reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _final, _state);
            }

            return ReadRow(ref reader, out row);
        }
        catch (JsonException error)
        {
            throw new DataFileException($"{name}, line {(error.LineNumber ?? 0) + 1}: is not valid JSON.", error);
        }
    }

    private Step ReadRow(ref Utf8JsonReader reader, out RawRow? row)
    {
        row = null;
        if (!reader.Read())
        {
            return _final ? Step.End : Step.NeedMore;
        }

        if (reader.TokenType == JsonTokenType.EndObject)
        {
            Commit(reader);
            return Step.NeedMore;
        }

        var key = KeyOf(reader);
        var line = _line + CountLines((int)reader.TokenStartIndex);
        if (!JsonDocument.TryParseValue(ref reader, out var document))
        {
            return Step.NeedMore;
        }

        using (document)
        {
            row = key is null
                ? RawRow.Broken($"line {line}", "its key is not valid Unicode.")
                : JsonFields.ToRow(key.Length <= DataLimits.MaxIdLength ? $"line {line}, key {key}" : $"line {line}", key, document.RootElement);
        }

        Commit(reader);
        return Step.Row;
    }

    private static string? KeyOf(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void Commit(Utf8JsonReader reader)
    {
        var consumed = (int)reader.BytesConsumed;
        _line += CountLines(consumed);
        _start += consumed;
        _state = reader.CurrentState;
    }

    private int CountLines(int length) => _buffer.AsSpan(_start, length).Count((byte)'\n');

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= DataLimits.MaxRowBytes)
            {
                throw new DataFileException($"{name}, line {_line}: a row is longer than {DataLimits.MaxRowBytes} bytes.");
            }

            Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, DataLimits.MaxRowBytes));
        }

        try
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read;
            _final = read == 0;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new DataFileException($"{name}, after line {_line}: the file is truncated or damaged ({error.GetType().Name}).", error);
        }
    }
}
