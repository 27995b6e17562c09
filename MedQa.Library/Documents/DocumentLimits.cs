namespace MedQa.Library.Documents;

/// <summary>What a file may cost. Files come from outside.</summary>
public sealed record DocumentLimits
{
    /// <summary>The most bytes of a file; a file is read into memory whole.</summary>
    public int MaxBytes { get; init; } = 64 << 20;

    /// <summary>The most characters of text taken from a file.</summary>
    public int MaxCharacters { get; init; } = 32 << 20;

    /// <summary>The most pages of a PDF.</summary>
    public int MaxPages { get; init; } = 5_000;

    /// <summary>The most elements of HTML inside each other. The standard's parsing algorithm takes time with its square.</summary>
    public int MaxDepth { get; init; } = 256;
}
