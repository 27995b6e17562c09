using System.Globalization;

namespace MedQa.Model.Tokenization.Jinja;

/// <summary>Reads expressions; from the loosest binding to the tightest: if-else, or, and, not, comparisons, + and -, ~, * / // %, unary, filters and tests, entries and calls.</summary>
internal sealed class JinjaExpressionParser(IReadOnlyList<JinjaToken> tokens)
{
    private int _position;
    private int _depth;

    /// <summary>The token that comes next.</summary>
    private JinjaToken Next => tokens[_position];

    /// <summary>Takes the next token, whatever it is; the end can be taken again.</summary>
    public JinjaToken Take() => Next.Kind == JinjaTokenKind.End ? Next : tokens[_position++];

    /// <summary>Takes a token of this kind.</summary>
    public JinjaToken Expect(JinjaTokenKind kind) => Next.Kind == kind ? Take() : throw new JinjaException($"{Next} stands where {kind} is expected");

    /// <summary>Takes this operator if it comes next.</summary>
    public bool TakeOperator(string text)
    {
        var found = Next.IsOperator(text);
        _position += found ? 1 : 0;
        return found;
    }

    /// <summary>Takes this keyword if it comes next.</summary>
    public bool TakeName(string text)
    {
        var found = Next.IsName(text);
        _position += found ? 1 : 0;
        return found;
    }

    /// <summary>Goes one level deeper until the result is disposed of.</summary>
    public Level Enter() => ++_depth > JinjaLimits.Nesting ? throw new JinjaException($"it is nested deeper than {JinjaLimits.Nesting}") : new(this);

    /// <summary>Reads an expression.</summary>
    public JinjaExpression Parse()
    {
        using var nested = Enter();
        var value = ParseOr();
        if (!TakeName("if"))
        {
            return value;
        }

        var condition = ParseOr();
        return new JinjaExpression.Choice(condition, value, TakeName("else") ? Parse() : null);
    }

    /// <summary>Reads an expression without if-else, as a loop's values are.</summary>
    public JinjaExpression ParseOr()
    {
        var left = ParseAnd();
        while (TakeName("or"))
        {
            left = new JinjaExpression.Logical(false, left, ParseAnd());
        }

        return left;
    }

    private JinjaExpression ParseAnd()
    {
        var left = ParseNot();
        while (TakeName("and"))
        {
            left = new JinjaExpression.Logical(true, left, ParseNot());
        }

        return left;
    }

    private JinjaExpression ParseNot()
    {
        if (!TakeName("not"))
        {
            return ParseComparison();
        }

        using var nested = Enter();
        return new JinjaExpression.Not(ParseNot());
    }

    private JinjaExpression ParseComparison() => ParseChain(TakeComparison, ParseSum);

    private JinjaExpression ParseSum() => ParseChain(() => TakeOneOf("+", "-"), ParseJoin);

    private JinjaExpression ParseJoin() => ParseChain(() => TakeOneOf("~"), ParseProduct);

    private JinjaExpression ParseProduct() => ParseChain(() => TakeOneOf("*", "/", "//", "%"), () => ParseUnary(true));

    private static JinjaExpression ParseChain(Func<string?> takeOperator, Func<JinjaExpression> parseOperand)
    {
        var left = parseOperand();
        while (takeOperator() is { } op)
        {
            left = new JinjaExpression.Binary(op, left, parseOperand());
        }

        return left;
    }

    private string? TakeComparison()
    {
        if (Next.IsName("not") && tokens[_position + 1].IsName("in"))
        {
            _position += 2;
            return "not in";
        }

        return TakeName("in") ? "in" : TakeOneOf("==", "!=", "<=", ">=", "<", ">");
    }

    private string? TakeOneOf(params ReadOnlySpan<string> operators)
    {
        foreach (var op in operators)
        {
            if (TakeOperator(op))
            {
                return op;
            }
        }

        return null;
    }

    private JinjaExpression ParseUnary(bool withFilters)
    {
        using var nested = Enter();
        JinjaExpression value;
        if (TakeOperator("-"))
        {
            value = new JinjaExpression.Binary("-", new JinjaExpression.Constant(0L), ParseUnary(false));
        }
        else
        {
            value = ParseEntries(ParsePrimary());
        }

        return withFilters ? ParseFilters(value) : value;
    }

    private JinjaExpression ParsePrimary()
    {
        var token = Take();
        switch (token.Kind)
        {
            case JinjaTokenKind.String:
                var text = token.Text;
                while (Next.Kind == JinjaTokenKind.String)
                {
                    text += Take().Text;
                }

                return new JinjaExpression.Constant(text);
            case JinjaTokenKind.Number:
                return new JinjaExpression.Constant(ParseNumber(token.Text));
            case JinjaTokenKind.Name:
                return ParseName(token.Text);
            case JinjaTokenKind.Operator when token.Text == "[":
                return new JinjaExpression.ListOf(ParseItems("]"));
            case JinjaTokenKind.Operator when token.Text == "{":
                return ParseMap();
            case JinjaTokenKind.Operator when token.Text == "(":
                return ParseParentheses();
            default:
                throw new JinjaException($"{token} stands where a value is expected");
        }
    }

    private static object ParseNumber(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? (object)whole
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
            : throw new JinjaException($"'{text}' is no number");

    private JinjaExpression ParseName(string name) => name switch
    {
        "true" or "True" => new JinjaExpression.Constant(true),
        "false" or "False" => new JinjaExpression.Constant(false),
        "none" or "None" => new JinjaExpression.Constant(null),
        _ when TakeOperator("(") => new JinjaExpression.Call(name, ParseArguments()),
        _ => new JinjaExpression.Variable(name),
    };

    private JinjaExpression ParseParentheses()
    {
        var isTuple = Next.IsOperator(")");
        var items = new List<JinjaExpression>();
        while (!TakeOperator(")"))
        {
            items.Add(Parse());
            if (TakeOperator(","))
            {
                isTuple = true;
            }
            else if (!Next.IsOperator(")"))
            {
                throw new JinjaException($"{Next} stands where ')' is expected");
            }
        }

        return isTuple ? new JinjaExpression.ListOf(items) : items[0];
    }

    private List<JinjaExpression> ParseItems(string end)
    {
        var items = new List<JinjaExpression>();
        while (!TakeOperator(end))
        {
            items.Add(Parse());
            EndItem(end);
        }

        return items;
    }

    private JinjaExpression.MapOf ParseMap()
    {
        var entries = new List<(JinjaExpression, JinjaExpression)>();
        while (!TakeOperator("}"))
        {
            var key = Parse();
            if (!TakeOperator(":"))
            {
                throw new JinjaException($"{Next} stands where ':' is expected");
            }

            entries.Add((key, Parse()));
            EndItem("}");
        }

        return new(entries);
    }

    private void EndItem(string end)
    {
        if (!TakeOperator(",") && !Next.IsOperator(end))
        {
            throw new JinjaException($"{Next} stands where ',' or '{end}' is expected");
        }
    }

    private JinjaArguments ParseArguments()
    {
        var (positional, named) = (new List<JinjaExpression>(), new List<(string, JinjaExpression)>());
        while (!TakeOperator(")"))
        {
            if (Next.Kind == JinjaTokenKind.Name && tokens[_position + 1].IsOperator("="))
            {
                var name = Take().Text;
                Take();
                named.Add((name, Parse()));
            }
            else
            {
                positional.Add(Parse());
            }

            EndItem(")");
        }

        return new(positional, named);
    }

    private JinjaExpression ParseEntries(JinjaExpression value)
    {
        while (true)
        {
            if (TakeOperator("."))
            {
                var name = Next.Kind == JinjaTokenKind.Number ? ParseNumber(Take().Text) : Expect(JinjaTokenKind.Name).Text;
                value = name is string method && TakeOperator("(")
                    ? new JinjaExpression.MethodCall(value, method, ParseArguments())
                    : new JinjaExpression.Entry(value, new JinjaExpression.Constant(name));
            }
            else if (TakeOperator("["))
            {
                value = ParseSubscript(value);
            }
            else
            {
                return value;
            }
        }
    }

    private JinjaExpression ParseSubscript(JinjaExpression value)
    {
        var bounds = new JinjaExpression?[3];
        var count = 0;
        while (!TakeOperator("]"))
        {
            if (TakeOperator(":") && ++count < bounds.Length)
            {
                continue;
            }

            bounds[count] = count < bounds.Length && bounds[count] is null ? Parse() : throw new JinjaException("a subscript is broken");
        }

        return count > 0 ? new JinjaExpression.SliceOf(value, bounds[0], bounds[1], bounds[2])
            : new JinjaExpression.Entry(value, bounds[0] ?? throw new JinjaException("a subscript is empty"));
    }

    private JinjaExpression ParseFilters(JinjaExpression value)
    {
        while (true)
        {
            if (TakeOperator("|"))
            {
                var name = Expect(JinjaTokenKind.Name).Text;
                value = new JinjaExpression.Filter(value, name, TakeOperator("(") ? ParseArguments() : JinjaArguments.None);
            }
            else if (TakeName("is"))
            {
                var isNot = TakeName("not");
                var name = Expect(JinjaTokenKind.Name).Text;
                value = new JinjaExpression.Test(value, name, ParseTestArguments());
                value = isNot ? new JinjaExpression.Not(value) : value;
            }
            else
            {
                return value;
            }
        }
    }

    /// <summary>A test's arguments: in parentheses, or one value right after its name.</summary>
    private JinjaArguments ParseTestArguments()
    {
        if (TakeOperator("("))
        {
            return ParseArguments();
        }

        var hasValue = Next.Kind is JinjaTokenKind.String or JinjaTokenKind.Number || Next.IsOperator("[")
            || (Next.Kind == JinjaTokenKind.Name && Next.Text is not ("and" or "or" or "not" or "if" or "else" or "in" or "is"));
        return hasValue ? new([ParseEntries(ParsePrimary())], []) : JinjaArguments.None;
    }

    /// <summary>One level of nesting.</summary>
    public readonly struct Level(JinjaExpressionParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }
}
