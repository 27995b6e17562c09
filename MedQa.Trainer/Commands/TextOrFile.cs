namespace MedQa.Trainer.Commands;

/// <summary>An option's text: as given, or, where it begins with @, the file of that name.</summary>
internal static class TextOrFile
{
    private const long MaxBytes = 4 << 20;

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">The file is too large.</exception>
    public static string Read(string value)
    {
        if (!value.StartsWith('@'))
        {
            return value;
        }

        var file = new FileInfo(value[1..]);
        return file.Exists && file.Length > MaxBytes
            ? throw new InvalidDataException($"{file.FullName}: {file.Length} bytes are more than the {MaxBytes} that a text may have.")
            : File.ReadAllText(file.FullName).Trim();
    }
}
