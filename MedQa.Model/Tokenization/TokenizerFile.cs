namespace MedQa.Model.Tokenization;

/// <summary>Reads a tokenizer's file whole, with a limit.</summary>
internal static class TokenizerFile
{
    /// <summary>Reads a file of at most <paramref name="maxBytes"/> bytes.</summary>
    /// <exception cref="InvalidDataException">It is larger.</exception>
    public static byte[] ReadAllBytes(string path, long maxBytes)
    {
        using var file = File.OpenRead(path);
        if (file.Length > maxBytes)
        {
            throw new InvalidDataException($"{path} has {file.Length} bytes; a tokenizer's file of more than {maxBytes} is not read.");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
