namespace MedQa.Model.Tokenization.Jinja;

/// <summary>What <c>namespace()</c> gives: an object whose attributes a loop can set.</summary>
internal sealed class JinjaNamespace
{
    public Dictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);
}
