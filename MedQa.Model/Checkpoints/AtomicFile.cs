namespace MedQa.Model.Checkpoints;

/// <summary>Writes a file beside its final place and renames it there, so that no reader ever sees half of it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/>; where <paramref name="write"/> fails, what was there stays and nothing is left behind.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
