using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MedQa.Model;

/// <summary>Reads JSON files that come from outside: bounded, and with the file's name in every error.</summary>
internal static class JsonFile
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is too large or no JSON.</exception>
    public static JsonDocument Read(string path, long largest)
    {
        using var stream = Open(path, largest);
        var utf8 = new byte[stream.Length];
        stream.ReadExactly(utf8);
        var text = utf8.AsMemory(utf8.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        if (!Utf8.IsValid(text.Span))
        {
            throw new InvalidDataException($"{path} is no valid JSON: it holds bytes that are no UTF-8.");
        }

        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Reads a file into a type.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is too large, no JSON, or does not have the type's properties.</exception>
    public static T Read<T>(string path, long largest, JsonSerializerOptions options)
    {
        using var stream = Open(path, largest);
        try
        {
            return JsonSerializer.Deserialize<T>(stream, options) ?? throw new InvalidDataException($"{path} holds null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} can't be read: {e.Message}", e);
        }
    }

    private static FileStream Open(string path, long largest)
    {
        var length = new FileInfo(path) is { Exists: true } file
            ? file.Length
            : throw new FileNotFoundException($"{path} was not found.", path);
        return length <= largest
            ? File.OpenRead(path)
            : throw new InvalidDataException($"{path} has {length} bytes; such a file has at most {largest}.");
    }
}
