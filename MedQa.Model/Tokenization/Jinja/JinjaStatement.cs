using System.Text;

namespace MedQa.Model.Tokenization.Jinja;

/// <summary>A part of a template that writes text or sets variables.</summary>
internal abstract record JinjaStatement
{
    /// <summary>Runs the statement.</summary>
    public abstract void Run(JinjaScope scope, StringBuilder output);

    /// <summary>Runs statements one after the other.</summary>
    public static void RunAll(IReadOnlyList<JinjaStatement> statements, JinjaScope scope, StringBuilder output)
    {
        foreach (var statement in statements)
        {
            scope.Step();
            statement.Run(scope, output);
        }
    }

    /// <summary>Text between blocks.</summary>
    public sealed record Text(string Value) : JinjaStatement
    {
        public override void Run(JinjaScope scope, StringBuilder output) => JinjaScope.Write(output, Value);
    }

    /// <summary><c>{{ value }}</c></summary>
    public sealed record Output(JinjaExpression Value) : JinjaStatement
    {
        public override void Run(JinjaScope scope, StringBuilder output) => JinjaScope.Write(output, JinjaValues.ToText(Value.Evaluate(scope)));
    }

    /// <summary><c>{% if … %}</c>; the branch without a condition is the else.</summary>
    public sealed record If(IReadOnlyList<(JinjaExpression? Condition, IReadOnlyList<JinjaStatement> Body)> Branches) : JinjaStatement
    {
        public override void Run(JinjaScope scope, StringBuilder output)
        {
            foreach (var (condition, body) in Branches)
            {
                if (condition is null || JinjaValues.IsTrue(condition.Evaluate(scope)))
                {
                    RunAll(body, scope, output);
                    return;
                }
            }
        }
    }

    /// <summary><c>{% set name = value %}</c>, or of an attribute of a namespace.</summary>
    public sealed record Set(string Name, string? Attribute, JinjaExpression Value) : JinjaStatement
    {
        public override void Run(JinjaScope scope, StringBuilder output)
        {
            var value = Value.Evaluate(scope);
            if (Attribute is null)
            {
                scope[Name] = value;
                return;
            }

            var target = scope[Name] as JinjaNamespace ?? throw new JinjaException($"'{Name}' is no namespace, its '{Attribute}' can't be set");
            target.Attributes[Attribute] = value;
        }
    }

    /// <summary><c>{% set name %}…{% endset %}</c></summary>
    public sealed record SetBlock(string Name, IReadOnlyList<JinjaStatement> Body) : JinjaStatement
    {
        public override void Run(JinjaScope scope, StringBuilder output)
        {
            var text = new StringBuilder();
            RunAll(Body, scope.Inner(), text);
            scope[Name] = text.ToString();
        }
    }

    /// <summary>A block that changes nothing here (<c>{% generation %}</c>).</summary>
    public sealed record Block(IReadOnlyList<JinjaStatement> Body) : JinjaStatement
    {
        public override void Run(JinjaScope scope, StringBuilder output) => RunAll(Body, scope, output);
    }

    /// <summary><c>{% for name in values if condition %}…{% else %}…{% endfor %}</c>; two names take a pair apart.</summary>
    public sealed record For(
        IReadOnlyList<string> Names, JinjaExpression Values, JinjaExpression? Condition, IReadOnlyList<JinjaStatement> Body, IReadOnlyList<JinjaStatement> Else) : JinjaStatement
    {
        public override void Run(JinjaScope scope, StringBuilder output)
        {
            var items = JinjaValues.ToList(Values.Evaluate(scope));
            if (Condition is not null)
            {
                items = [.. items.Where(item => JinjaValues.IsTrue(Condition.Evaluate(Bind(scope, item))))];
            }

            for (var i = 0; i < items.Count; i++)
            {
                var inner = Bind(scope, items[i]);
                inner["loop"] = new Dictionary<string, object?>
                {
                    ["index"] = i + 1L,
                    ["index0"] = (long)i,
                    ["revindex"] = (long)(items.Count - i),
                    ["revindex0"] = items.Count - i - 1L,
                    ["first"] = i == 0,
                    ["last"] = i == items.Count - 1,
                    ["length"] = (long)items.Count,
                    ["previtem"] = i > 0 ? items[i - 1] : JinjaUndefined.Value,
                    ["nextitem"] = i + 1 < items.Count ? items[i + 1] : JinjaUndefined.Value,
                };
                RunAll(Body, inner, output);
            }

            if (items.Count == 0)
            {
                RunAll(Else, scope.Inner(), output);
            }
        }

        private JinjaScope Bind(JinjaScope scope, object? item)
        {
            scope.Step();
            var inner = scope.Inner();
            if (Names.Count == 1)
            {
                inner[Names[0]] = item;
                return inner;
            }

            var parts = JinjaValues.ToList(item);
            if (parts.Count != Names.Count)
            {
                throw new JinjaException($"a loop over {Names.Count} names was given {parts.Count} values");
            }

            for (var i = 0; i < parts.Count; i++)
            {
                inner[Names[i]] = parts[i];
            }

            return inner;
        }
    }
}
