namespace MedQa.Model.Tokenization.Jinja;

/// <summary>What a token of a template is.</summary>
internal enum JinjaTokenKind
{
    /// <summary>Text between blocks.</summary>
    Text,

    /// <summary><c>{{</c></summary>
    OutputBegin,

    /// <summary><c>}}</c></summary>
    OutputEnd,

    /// <summary><c>{%</c></summary>
    BlockBegin,

    /// <summary><c>%}</c></summary>
    BlockEnd,

    /// <summary>A name or a keyword.</summary>
    Name,

    /// <summary>A quoted text, its escapes resolved.</summary>
    String,

    /// <summary>A number without sign.</summary>
    Number,

    /// <summary>An operator or a bracket.</summary>
    Operator,

    /// <summary>The template's end.</summary>
    End,
}
