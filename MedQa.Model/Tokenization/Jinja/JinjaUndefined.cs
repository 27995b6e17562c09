namespace MedQa.Model.Tokenization.Jinja;

/// <summary>The value of a name or an entry that is not there: false, empty when written, and an error when it is used otherwise.</summary>
internal sealed class JinjaUndefined
{
    public static readonly JinjaUndefined Value = new();

    private JinjaUndefined()
    {
    }
}
