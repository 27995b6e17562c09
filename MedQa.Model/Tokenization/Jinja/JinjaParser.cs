namespace MedQa.Model.Tokenization.Jinja;

/// <summary>Reads the statements of a template from its tokens.</summary>
internal sealed class JinjaParser(IReadOnlyList<JinjaToken> tokens)
{
    private readonly JinjaExpressionParser _expressions = new(tokens);

    /// <exception cref="JinjaException">The template is broken or uses what is not supported.</exception>
    public IReadOnlyList<JinjaStatement> ParseTemplate() => ParseUntil(out _);

    /// <summary>Reads statements up to a block that begins with one of these names, which is left after that name; up to the end where there are none.</summary>
    private List<JinjaStatement> ParseUntil(out string ending, params ReadOnlySpan<string> endings)
    {
        using var nested = _expressions.Enter();
        var statements = new List<JinjaStatement>();
        while (true)
        {
            var token = _expressions.Take();
            switch (token.Kind)
            {
                case JinjaTokenKind.End when endings.IsEmpty:
                    ending = "";
                    return statements;
                case JinjaTokenKind.End:
                    throw new JinjaException($"a block is not closed with {endings[^1]}");
                case JinjaTokenKind.Text:
                    statements.Add(new JinjaStatement.Text(token.Text));
                    break;
                case JinjaTokenKind.OutputBegin:
                    statements.Add(new JinjaStatement.Output(_expressions.Parse()));
                    _expressions.Expect(JinjaTokenKind.OutputEnd);
                    break;
                default:
                    var name = _expressions.Expect(JinjaTokenKind.Name).Text;
                    if (endings.Contains(name))
                    {
                        ending = name;
                        return statements;
                    }

                    statements.Add(ParseStatement(name));
                    break;
            }
        }
    }

    private JinjaStatement ParseStatement(string name) => name switch
    {
        "if" => ParseIf(),
        "for" => ParseFor(),
        "set" => ParseSet(),
        "generation" => ParseGeneration(),
        _ => throw new JinjaException($"the block '{name}' is not supported or has no begin"),
    };

    private JinjaStatement.If ParseIf()
    {
        var branches = new List<(JinjaExpression?, IReadOnlyList<JinjaStatement>)>();
        var ending = "elif";
        while (ending != "endif")
        {
            var condition = ending == "elif" ? _expressions.Parse() : null;
            EndBlock();
            var body = condition is null ? ParseUntil(out ending, "endif") : ParseUntil(out ending, "elif", "else", "endif");
            branches.Add((condition, body));
        }

        EndBlock();
        return new(branches);
    }

    private JinjaStatement.For ParseFor()
    {
        var names = new List<string> { _expressions.Expect(JinjaTokenKind.Name).Text };
        while (_expressions.TakeOperator(","))
        {
            names.Add(_expressions.Expect(JinjaTokenKind.Name).Text);
        }

        if (!_expressions.TakeName("in"))
        {
            throw new JinjaException("a for has no 'in'");
        }

        var values = _expressions.ParseOr();
        var condition = _expressions.TakeName("if") ? _expressions.Parse() : null;
        EndBlock();
        var body = ParseUntil(out var ending, "else", "endfor");
        EndBlock();
        var otherwise = new List<JinjaStatement>();
        if (ending == "else")
        {
            otherwise = ParseUntil(out _, "endfor");
            EndBlock();
        }

        return new(names, values, condition, body, otherwise);
    }

    private JinjaStatement ParseSet()
    {
        var name = _expressions.Expect(JinjaTokenKind.Name).Text;
        var attribute = _expressions.TakeOperator(".") ? _expressions.Expect(JinjaTokenKind.Name).Text : null;
        if (_expressions.TakeOperator("="))
        {
            var value = _expressions.Parse();
            EndBlock();
            return new JinjaStatement.Set(name, attribute, value);
        }

        EndBlock();
        var body = ParseUntil(out _, "endset");
        EndBlock();
        return attribute is null ? new JinjaStatement.SetBlock(name, body) : throw new JinjaException("a set block can't set an attribute");
    }

    private JinjaStatement.Block ParseGeneration()
    {
        EndBlock();
        var body = ParseUntil(out _, "endgeneration");
        EndBlock();
        return new(body);
    }

    private void EndBlock() => _expressions.Expect(JinjaTokenKind.BlockEnd);
}
