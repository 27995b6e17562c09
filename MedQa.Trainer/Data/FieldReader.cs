namespace MedQa.Trainer.Data;

/// <summary>Looks a raw row's fields up by either of two names and notes what is wrong with them.</summary>
internal sealed class FieldReader(string file, RawRow raw, List<DataProblem> problems)
{
    /// <summary>The value under either name, or null where there is none; notes a problem where both are given.</summary>
    public object? Find(string name, string otherName, out string found)
    {
        var first = raw.Fields.GetValueOrDefault(name);
        var second = name == otherName ? null : raw.Fields.GetValueOrDefault(otherName);
        found = first is null && second is not null ? otherName : name;
        if (first is not null && second is not null)
        {
            Problem(name, $"is given as {otherName} too.");
        }

        return first ?? second;
    }

    /// <summary>The text under either name; null, with a problem noted, where there is none that can be used.</summary>
    public string? Text(string name, string otherName)
    {
        var value = Find(name, otherName, out var found);
        return value is null ? Problem(found, "is missing.") : CheckText(found, value);
    }

    /// <summary>The value where it is a text that is not blank.</summary>
    public string? CheckText(string name, object? value) => value switch
    {
        string text when !string.IsNullOrWhiteSpace(text) => text,
        string => Problem(name, "is empty."),
        _ => Problem(name, $"must be a text, but is {KindOf(value)}."),
    };

    /// <summary>The id where it is short and printable.</summary>
    public string? CheckId(string name, string id) =>
        id.Length is 0 or > DataLimits.MaxIdLength || id.Any(char.IsControl) || id.Trim().Length != id.Length
            ? Problem(name, $"must be 1 to {DataLimits.MaxIdLength} printable characters without space around them.")
            : id;

    /// <summary>Notes a problem.</summary>
    /// <returns>Null, to return in the value's place.</returns>
    public string? Problem(string field, string message)
    {
        problems.Add(new DataProblem(file, raw.Place, field, message));
        return null;
    }

    public static string KindOf(object? value) => value switch
    {
        null => "null",
        string => "a text",
        long or double => "a number",
        bool => "true or false",
        List<object?> => "a list",
        _ => "an object",
    };
}
