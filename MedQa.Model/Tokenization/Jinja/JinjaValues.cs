using System.Globalization;

namespace MedQa.Model.Tokenization.Jinja;

/// <summary>
/// What values are to Jinja: null (none), bool, long, double, string, <c>List&lt;object?&gt;</c>, <c>Dictionary&lt;string, object?&gt;</c>,
/// <see cref="JinjaNamespace"/> and <see cref="JinjaUndefined"/>.
/// </summary>
internal static class JinjaValues
{
    /// <summary>Whether the value counts as true.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or JinjaUndefined => false,
        bool b => b,
        long n => n != 0,
        double d => d != 0,
        string s => s.Length > 0,
        List<object?> list => list.Count > 0,
        Dictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    /// <summary>The value as it is written into the text.</summary>
    public static string ToText(object? value) => value switch
    {
        null => "None",
        JinjaUndefined => "",
        bool b => b ? "True" : "False",
        string s => s,
        long n => n.ToString(CultureInfo.InvariantCulture),
        double => throw new JinjaException("writing a fraction is not supported"),
        _ => throw new JinjaException($"writing {Describe(value)} is not supported"),
    };

    /// <summary>What a loop goes over: a list's entries, a map's keys, a text's characters.</summary>
    public static List<object?> ToList(object? value) => value switch
    {
        List<object?> list => list,
        Dictionary<string, object?> map => [.. map.Keys],
        string text => JinjaLimits.Check([.. text.EnumerateRunes().Select(rune => (object?)rune.ToString())]),
        JinjaUndefined => [],
        _ => throw new JinjaException($"{Describe(value)} can't be gone over"),
    };

    /// <summary>Equality; lists and maps are equal only to themselves.</summary>
    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (long a, double b) => a == b,
        (double a, long b) => a == b,
        (List<object?> or Dictionary<string, object?>, _) => ReferenceEquals(left, right),
        _ => Equals(left, right),
    };

    /// <summary>Order of two numbers or two texts.</summary>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (long a, long b) => a.CompareTo(b),
        (long or double, long or double) => Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
        _ => throw new JinjaException($"{Describe(left)} and {Describe(right)} have no order"),
    };

    /// <summary>Whether a list, a map's keys or a text holds the value.</summary>
    public static bool Contains(object? container, object? value) => container switch
    {
        string text when value is string part => text.Contains(part, StringComparison.Ordinal),
        Dictionary<string, object?> map => value is string key && map.ContainsKey(key),
        List<object?> list => list.Exists(item => AreEqual(item, value)),
        JinjaUndefined => false,
        _ => throw new JinjaException($"{Describe(value)} can't be looked for in {Describe(container)}"),
    };

    /// <summary><c>value.key</c> and <c>value[key]</c>; undefined where there is no such entry.</summary>
    public static object? Get(object? value, object? key)
    {
        switch (value, key)
        {
            case (JinjaUndefined, _):
                throw new JinjaException($"'{(key as string) ?? "an entry"}' is asked of something that is not defined");
            case (Dictionary<string, object?> map, string name):
                return map.TryGetValue(name, out var entry) ? entry : JinjaUndefined.Value;
            case (JinjaNamespace space, string name):
                return space.Attributes.TryGetValue(name, out var attribute) ? attribute : JinjaUndefined.Value;
            case (List<object?> list, long index):
                return At(list, index);
            case (string text, long index):
                return At(ToList(text), index);
            default:
                return JinjaUndefined.Value;
        }
    }

    /// <summary><c>value[start:stop:step]</c> with Python's rules.</summary>
    public static object? Slice(object? value, long? start, long? stop, long step)
    {
        var list = value is string or List<object?> ? ToList(value) : throw new JinjaException($"{Describe(value)} can't be sliced");
        if (step == 0)
        {
            throw new JinjaException("a slice's step is 0");
        }

        var (low, high) = step > 0 ? (0L, (long)list.Count) : (-1L, list.Count - 1L);
        var (from, to) = (Bound(start, step > 0 ? low : high), Bound(stop, step > 0 ? high : low));
        var taken = new List<object?>();
        // A step can be of any size: stop before it takes the index past what a long holds.
        for (var i = from; step > 0 ? i < to : i > to; i += Math.Clamp(step, -list.Count - 1L, list.Count + 1L))
        {
            taken.Add(list[(int)i]);
        }

        return value is string ? string.Concat(taken) : taken;

        long Bound(long? given, long otherwise) => given is { } index ? Math.Clamp(index < 0 ? index + list.Count : index, low, high) : otherwise;
    }

    /// <summary>Names a kind of value for a message.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "none",
        JinjaUndefined => "something that is not defined",
        bool => "a truth value",
        long or double => "a number",
        string => "a text",
        List<object?> => "a list",
        Dictionary<string, object?> => "a map",
        _ => "an object",
    };

    private static object? At(List<object?> list, long index)
    {
        var place = index < 0 ? index + list.Count : index;
        return place >= 0 && place < list.Count ? list[(int)place] : JinjaUndefined.Value;
    }
}
