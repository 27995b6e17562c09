using System.Runtime.CompilerServices;
using System.Text;

namespace MedQa.Model.Tokenization.Jinja;

/// <summary>The variables that are seen at a place of a template, and what the rendering has used up by then.</summary>
internal sealed class JinjaScope
{
    private readonly Dictionary<string, object?> _variables;
    private readonly JinjaScope? _outer;
    private readonly JinjaScope _root;
    private int _steps;

    public JinjaScope(IReadOnlyDictionary<string, object?> variables)
    {
        _variables = new(variables, StringComparer.Ordinal);
        _root = this;
    }

    private JinjaScope(JinjaScope outer)
    {
        _variables = new(StringComparer.Ordinal);
        (_outer, _root) = (outer, outer._root);
    }

    public object? this[string name]
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope._outer)
            {
                if (scope._variables.TryGetValue(name, out var value))
                {
                    return value;
                }
            }

            return JinjaUndefined.Value;
        }

        set => _variables[name] = value;
    }

    /// <summary>A scope within this one: what is set there is not seen here.</summary>
    public JinjaScope Inner() => new(this);

    /// <summary>Counts one step.</summary>
    /// <exception cref="JinjaException">It is one too many.</exception>
    public void Step()
    {
        if (++_root._steps > JinjaLimits.Steps)
        {
            throw new JinjaException($"it takes more than {JinjaLimits.Steps} steps to render");
        }

        // A long row of operators makes a deep tree.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("it is nested too deeply to render");
        }
    }

    /// <summary>Appends to the rendered text.</summary>
    /// <exception cref="JinjaException">It becomes too long.</exception>
    public static void Write(StringBuilder output, string text)
    {
        if (output.Length + text.Length > JinjaLimits.TextLength)
        {
            throw new JinjaException($"it renders more than {JinjaLimits.TextLength} characters");
        }

        output.Append(text);
    }
}
