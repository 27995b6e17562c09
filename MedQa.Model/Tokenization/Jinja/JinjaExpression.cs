namespace MedQa.Model.Tokenization.Jinja;

/// <summary>A part of a template that has a value.</summary>
internal abstract record JinjaExpression
{
    /// <summary>The value in a scope; counts as a step.</summary>
    public object? Evaluate(JinjaScope scope)
    {
        scope.Step();
        return Compute(scope);
    }

    protected abstract object? Compute(JinjaScope scope);

    /// <summary>A text, a number, true, false or none.</summary>
    public sealed record Constant(object? Value) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => Value;
    }

    /// <summary>A variable.</summary>
    public sealed record Variable(string Name) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => scope[Name];
    }

    /// <summary><c>[a, b]</c> and <c>(a, b)</c>.</summary>
    public sealed record ListOf(IReadOnlyList<JinjaExpression> Items) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => Items.Select(item => item.Evaluate(scope)).ToList();
    }

    /// <summary><c>{key: value}</c></summary>
    public sealed record MapOf(IReadOnlyList<(JinjaExpression Key, JinjaExpression Value)> Entries) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope)
        {
            var map = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, value) in Entries)
            {
                map[key.Evaluate(scope) as string ?? throw new JinjaException("a map's keys must be texts")] = value.Evaluate(scope);
            }

            return map;
        }
    }

    /// <summary><c>value.key</c> and <c>value[key]</c>.</summary>
    public sealed record Entry(JinjaExpression Value, JinjaExpression Key) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => JinjaValues.Get(Value.Evaluate(scope), Key.Evaluate(scope));
    }

    /// <summary><c>value[start:stop:step]</c></summary>
    public sealed record SliceOf(JinjaExpression Value, JinjaExpression? Start, JinjaExpression? Stop, JinjaExpression? Step) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => JinjaValues.Slice(Value.Evaluate(scope), Number(Start, scope), Number(Stop, scope), Number(Step, scope) ?? 1);

        private static long? Number(JinjaExpression? expression, JinjaScope scope) => expression?.Evaluate(scope) switch
        {
            null => null,
            long n and > int.MinValue and < int.MaxValue => n,
            _ => throw new JinjaException("a slice's bounds must be numbers"),
        };
    }

    /// <summary><c>not value</c></summary>
    public sealed record Not(JinjaExpression Value) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => !JinjaValues.IsTrue(Value.Evaluate(scope));
    }

    /// <summary><c>a and b</c>, <c>a or b</c>: the first value that decides.</summary>
    public sealed record Logical(bool IsAnd, JinjaExpression Left, JinjaExpression Right) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope)
        {
            var left = Left.Evaluate(scope);
            return JinjaValues.IsTrue(left) == IsAnd ? Right.Evaluate(scope) : left;
        }
    }

    /// <summary><c>value if condition else other</c></summary>
    public sealed record Choice(JinjaExpression Condition, JinjaExpression Value, JinjaExpression? Other) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope)
            => JinjaValues.IsTrue(Condition.Evaluate(scope)) ? Value.Evaluate(scope) : Other is null ? JinjaUndefined.Value : Other.Evaluate(scope);
    }

    /// <summary>An operator between two values.</summary>
    public sealed record Binary(string Operator, JinjaExpression Left, JinjaExpression Right) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope)
        {
            var (left, right) = (Left.Evaluate(scope), Right.Evaluate(scope));
            return Operator switch
            {
                "==" => JinjaValues.AreEqual(left, right),
                "!=" => !JinjaValues.AreEqual(left, right),
                "<" => JinjaValues.Compare(left, right) < 0,
                "<=" => JinjaValues.Compare(left, right) <= 0,
                ">" => JinjaValues.Compare(left, right) > 0,
                ">=" => JinjaValues.Compare(left, right) >= 0,
                "in" => JinjaValues.Contains(right, left),
                "not in" => !JinjaValues.Contains(right, left),
                "~" => JinjaLimits.Check(JinjaValues.ToText(left) + JinjaValues.ToText(right)),
                _ => Arithmetic(left, right),
            };
        }

        private object Arithmetic(object? left, object? right) => (Operator, left, right) switch
        {
            ("+", string a, string b) => JinjaLimits.Check(a + b),
            ("+", List<object?> a, List<object?> b) => JinjaLimits.Check([.. a, .. b]),
            ("+", long a, long b) => a + b,
            ("-", long a, long b) => a - b,
            ("*", long a, long b) => a * b,
            ("%", long a, long b) when b is not 0 and not -1 => ((a % b) + b) % b,
            ("//", long a, long b) when b is not 0 and not -1 => (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0),
            _ => throw new JinjaException($"'{Operator}' of {JinjaValues.Describe(left)} and {JinjaValues.Describe(right)} is not supported"),
        };
    }

    /// <summary><c>value | filter(arguments)</c></summary>
    public sealed record Filter(JinjaExpression Value, string Name, JinjaArguments Arguments) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => JinjaFilters.Apply(Name, Value.Evaluate(scope), Arguments.Evaluate(scope));
    }

    /// <summary><c>value is test(arguments)</c></summary>
    public sealed record Test(JinjaExpression Value, string Name, JinjaArguments Arguments) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => JinjaTests.Apply(Name, Value.Evaluate(scope), Arguments.Evaluate(scope).Positional);
    }

    /// <summary><c>function(arguments)</c></summary>
    public sealed record Call(string Name, JinjaArguments Arguments) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => JinjaFunctions.Call(Name, Arguments.Evaluate(scope));
    }

    /// <summary><c>value.method(arguments)</c></summary>
    public sealed record MethodCall(JinjaExpression Value, string Name, JinjaArguments Arguments) : JinjaExpression
    {
        protected override object? Compute(JinjaScope scope) => JinjaFunctions.CallMethod(Value.Evaluate(scope), Name, Arguments.Evaluate(scope).Positional);
    }
}
