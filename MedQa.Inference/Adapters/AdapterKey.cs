namespace MedQa.Inference.Adapters;

/// <summary>One version of an adapter.</summary>
internal readonly record struct AdapterKey(string Name, int Version)
{
    public override string ToString() => $"'{Name}' version {Version}";
}
