namespace MedQa.Model.Tokenization.Jinja;

/// <summary>One token of a template.</summary>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text)
{
    /// <summary>Whether it is this operator.</summary>
    public bool IsOperator(string text) => Kind == JinjaTokenKind.Operator && Text == text;

    /// <summary>Whether it is this keyword.</summary>
    public bool IsName(string text) => Kind == JinjaTokenKind.Name && Text == text;

    public override string ToString() => Kind == JinjaTokenKind.End ? "the end" : $"'{Text}'";
}
