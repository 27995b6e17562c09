namespace MedQa.Trainer.Data;

/// <summary>
/// Reads a stream's lines as bytes, each at most a given length, so that a file without line ends can't fill the memory.
/// A line ends with LF or CR LF; a byte order mark before the first line is skipped.
/// </summary>
public sealed class BoundedLineReader(Stream stream, string name, int maxLineBytes)
{
    private byte[] _buffer = new byte[Math.Min(1 << 16, maxLineBytes + 2)];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Number of the line last read, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The next line without its end, valid until the next call; null after the last.</summary>
    /// <exception cref="DataFileException">A line is too long, or the stream can't be read; the message names file and line.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var lineEnd = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                return Take(searched + lineEnd, 1);
            }

            searched = _end - _start;
            if (searched > maxLineBytes)
            {
                throw new DataFileException($"{name}, line {LineNumber + 1}: longer than {maxLineBytes} bytes.");
            }

            if (_ended)
            {
                // Spelled out: "? null : memory" would take null for an empty memory, and the file would never end.
                if (searched == 0)
                {
                    return null;
                }

                return Take(searched, 0);
            }

            MakeRoom();
            await FillAsync(cancellationToken);
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int endLength)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + endLength;
        LineNumber++;
        if (LineNumber == 1 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else
        {
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, maxLineBytes + 2L));
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read;
            _ended = read == 0;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new DataFileException($"{name}, after line {LineNumber}: the file is truncated or damaged ({error.GetType().Name}).", error);
        }
    }
}
