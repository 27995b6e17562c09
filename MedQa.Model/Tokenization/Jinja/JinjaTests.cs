namespace MedQa.Model.Tokenization.Jinja;

/// <summary>Jinja's tests (<c>value is defined</c>).</summary>
internal static class JinjaTests
{
    /// <exception cref="JinjaException">There is no such test.</exception>
    public static bool Apply(string name, object? value, List<object?> arguments) => (name, arguments.Count) switch
    {
        ("defined", 0) => value is not JinjaUndefined,
        ("undefined", 0) => value is JinjaUndefined,
        ("none", 0) => value is null,
        ("string", 0) => value is string,
        ("number", 0) => value is long or double,
        ("integer", 0) => value is long,
        ("boolean", 0) => value is bool,
        ("true", 0) => value is true,
        ("false", 0) => value is false,
        ("mapping", 0) => value is Dictionary<string, object?>,
        ("iterable" or "sequence", 0) => value is string or List<object?> or Dictionary<string, object?>,
        ("odd", 0) => value is long n && n % 2 != 0,
        ("even", 0) => value is long n && n % 2 == 0,
        ("equalto" or "eq" or "==", 1) => JinjaValues.AreEqual(value, arguments[0]),
        ("ne" or "!=", 1) => !JinjaValues.AreEqual(value, arguments[0]),
        ("in", 1) => JinjaValues.Contains(arguments[0], value),
        _ => throw new JinjaException($"the test '{name}' with {arguments.Count} arguments is not supported"),
    };
}
