using System.Globalization;

namespace MedQa.Model.Tokenization.Jinja;

/// <summary>Jinja's filters (<c>value | trim</c>).</summary>
internal static class JinjaFilters
{
    /// <exception cref="JinjaException">There is no such filter, or it can't be used on the value.</exception>
    public static object? Apply(string name, object? value, (List<object?> Positional, Dictionary<string, object?> Named) arguments)
    {
        var (positional, named) = arguments;
        return (name, value, positional) switch
        {
            ("default" or "d", _, _) => Default(value, positional),
            ("string", _, []) => JinjaValues.ToText(value),
            ("safe", string text, []) => text,
            ("trim" or "upper" or "lower" or "capitalize" or "replace", string text, _) => JinjaFunctions.CallMethod(text, name == "trim" ? "strip" : name, positional),
            ("length" or "count", string or List<object?> or Dictionary<string, object?>, []) => (long)JinjaValues.ToList(value).Count,
            ("int", long n, []) => n,
            ("int", string text, []) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : 0L,
            ("list", _, []) => JinjaValues.ToList(value),
            ("items", Dictionary<string, object?> map, []) => JinjaFunctions.CallMethod(map, "items", []),
            ("first", _, []) => JinjaValues.ToList(value) is [var first, ..] ? first : JinjaUndefined.Value,
            ("last", _, []) => JinjaValues.ToList(value) is [.., var last] ? last : JinjaUndefined.Value,
            ("reverse", List<object?> list, []) => Enumerable.Reverse(list).ToList(),
            ("join", _, []) => Join("", value),
            ("join", _, [string separator]) => Join(separator, value),
            ("map", _, []) when named.TryGetValue("attribute", out var key) => JinjaValues.ToList(value).Select(item => JinjaValues.Get(item, key)).ToList(),
            ("selectattr", _, [string key, .. var test]) => JinjaValues.ToList(value).Where(item => Passes(item, key, test)).ToList(),
            ("rejectattr", _, [string key, .. var test]) => JinjaValues.ToList(value).Where(item => !Passes(item, key, test)).ToList(),
            _ => throw new JinjaException($"the filter '{name}' with {positional.Count} arguments is not supported for {JinjaValues.Describe(value)}"),
        };
    }

    private static object? Default(object? value, List<object?> arguments)
        => value is JinjaUndefined || (arguments is [_, var falseToo] && JinjaValues.IsTrue(falseToo) && !JinjaValues.IsTrue(value))
            ? arguments.Count > 0 ? arguments[0] : ""
            : value;

    private static string Join(string separator, object? value)
    {
        var texts = JinjaValues.ToList(value).Select(JinjaValues.ToText).ToArray();
        return texts.Sum(text => (long)text.Length + separator.Length) <= JinjaLimits.TextLength
            ? string.Join(separator, texts)
            : throw new JinjaException($"a text is longer than {JinjaLimits.TextLength} characters");
    }

    private static bool Passes(object? item, string key, List<object?> test)
    {
        var value = JinjaValues.Get(item, key);
        return test is [string name, .. var arguments] ? JinjaTests.Apply(name, value, arguments) : JinjaValues.IsTrue(value);
    }
}
