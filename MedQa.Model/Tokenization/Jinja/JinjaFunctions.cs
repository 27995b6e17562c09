namespace MedQa.Model.Tokenization.Jinja;

/// <summary>The functions that chat templates are given, and the methods of texts and maps.</summary>
internal static class JinjaFunctions
{
    /// <exception cref="JinjaException">There is no such function, or the template raises an exception with it.</exception>
    public static object? Call(string name, (List<object?> Positional, Dictionary<string, object?> Named) arguments)
    {
        switch (name, arguments.Positional)
        {
            case ("raise_exception", [string message]):
                throw new JinjaException($"it says: {message}");
            case ("namespace", []):
                var space = new JinjaNamespace();
                foreach (var (key, value) in arguments.Named)
                {
                    space.Attributes[key] = value;
                }

                return space;
            case ("range", [long stop]):
                return Range(0, stop);
            case ("range", [long start, long stop]):
                return Range(start, stop);
            case ("dict", []):
                return arguments.Named;
            default:
                throw new JinjaException($"the function '{name}' with {arguments.Positional.Count} arguments is not supported");
        }
    }

    /// <exception cref="JinjaException">There is no such method.</exception>
    public static object? CallMethod(object? value, string name, List<object?> arguments) => (value, name, arguments) switch
    {
        (string text, "strip", []) => text.Trim(),
        (string text, "lstrip", []) => text.TrimStart(),
        (string text, "rstrip", []) => text.TrimEnd(),
        (string text, "strip", [string characters]) => text.Trim(characters.ToCharArray()),
        (string text, "lstrip", [string characters]) => text.TrimStart(characters.ToCharArray()),
        (string text, "rstrip", [string characters]) => text.TrimEnd(characters.ToCharArray()),
        (string text, "upper", []) => text.ToUpperInvariant(),
        (string text, "lower", []) => text.ToLowerInvariant(),
        (string text, "capitalize", []) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant(),
        (string text, "startswith", [string part]) => text.StartsWith(part, StringComparison.Ordinal),
        (string text, "endswith", [string part]) => text.EndsWith(part, StringComparison.Ordinal),
        (string text, "split", [string { Length: > 0 } separator]) => JinjaLimits.Check([.. text.Split(separator)]),
        (string text, "replace", [string { Length: > 0 } old, string other]) => Replace(text, old, other),
        (Dictionary<string, object?> map, "items", []) => map.Select(object? (entry) => new List<object?> { entry.Key, entry.Value }).ToList(),
        (Dictionary<string, object?> map, "keys", []) => map.Keys.Cast<object?>().ToList(),
        (Dictionary<string, object?> map, "values", []) => map.Values.ToList(),
        (Dictionary<string, object?> map, "get", [string key]) => map.GetValueOrDefault(key),
        (Dictionary<string, object?> map, "get", [string key, var otherwise]) => map.TryGetValue(key, out var found) ? found : otherwise,
        _ => throw new JinjaException($"the method '{name}' with {arguments.Count} arguments is not supported for {JinjaValues.Describe(value)}"),
    };

    private static string Replace(string text, string old, string other)
    {
        long found = text.AsSpan().Count(old);
        return text.Length + (found * (other.Length - old.Length)) <= JinjaLimits.TextLength
            ? text.Replace(old, other, StringComparison.Ordinal)
            : throw new JinjaException($"a text is longer than {JinjaLimits.TextLength} characters");
    }

    private static List<object?> Range(long start, long stop)
    {
        if (start is < int.MinValue or > int.MaxValue || stop - start > JinjaLimits.ListLength)
        {
            throw new JinjaException($"a range is longer than {JinjaLimits.ListLength}");
        }

        var list = new List<object?>();
        for (var n = start; n < stop; n++)
        {
            list.Add(n);
        }

        return list;
    }
}
