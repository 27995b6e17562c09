using SharpCompress.Compressors.Xz;

namespace MedQa.Trainer.Data;

/// <summary>Opens a text file that may be compressed, by its ending: <c>.gz</c>, <c>.xz</c>, or plain.</summary>
public static class CompressedFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens the file for reading from its start, decompressed on the way.</summary>
    /// <exception cref="DataFileException">The file is missing or can't be opened.</exception>
    public static Stream OpenRead(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path}: {error.Message}", error);
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".gz" => new GzipFileStream(file),
            ".xz" => new XZStream(file),
            _ => file,
        };
    }

    /// <summary>The path without <c>.gz</c> or <c>.xz</c>: what the decompressed file would be called.</summary>
    public static string NameWithoutCompression(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".gz" or ".xz" ? path[..^3] : path;
}
