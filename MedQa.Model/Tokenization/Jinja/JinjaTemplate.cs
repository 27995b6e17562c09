using System.Text;

namespace MedQa.Model.Tokenization.Jinja;

/// <summary>
/// A chat template in the part of Jinja (jinja.palletsprojects.com) that chat templates use: for, if, set, expressions with the
/// usual operators, a few filters, tests and methods, <c>namespace</c>, <c>range</c> and <c>raise_exception</c>. No template reaches
/// anything but the variables that it is given, and steps, lengths and nesting are bounded. Macros, imports and the rest are refused.
/// </summary>
internal sealed class JinjaTemplate
{
    private readonly IReadOnlyList<JinjaStatement> _body;

    private JinjaTemplate(IReadOnlyList<JinjaStatement> body) => _body = body;

    /// <exception cref="JinjaException">The template is broken or uses what is not supported.</exception>
    public static JinjaTemplate Parse(string source) => new(new JinjaParser(JinjaLexer.Read(source)).ParseTemplate());

    /// <summary>Renders the template.</summary>
    /// <param name="variables">Values are null, bool, long, double, string, <c>List&lt;object?&gt;</c> or <c>Dictionary&lt;string, object?&gt;</c>.</param>
    /// <exception cref="JinjaException">The template raised an exception, did what is not possible, or went past a limit.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables)
    {
        var output = new StringBuilder();
        JinjaStatement.RunAll(_body, new JinjaScope(variables), output);
        return output.ToString();
    }
}
