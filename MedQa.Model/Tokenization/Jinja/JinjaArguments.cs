namespace MedQa.Model.Tokenization.Jinja;

/// <summary>The arguments of a call, not yet evaluated.</summary>
internal sealed record JinjaArguments(IReadOnlyList<JinjaExpression> Positional, IReadOnlyList<(string Name, JinjaExpression Value)> Named)
{
    public static readonly JinjaArguments None = new([], []);

    /// <summary>Their values.</summary>
    public (List<object?> Positional, Dictionary<string, object?> Named) Evaluate(JinjaScope scope)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        var positional = Positional.Select(argument => argument.Evaluate(scope)).ToList();
        foreach (var (name, value) in Named)
        {
            named[name] = value.Evaluate(scope);
        }

        return (positional, named);
    }
}
