namespace MedQa.Trainer.Pairs;

/// <summary>A yes/no question made from an article.</summary>
/// <param name="Text">The question.</param>
/// <param name="Source">What it was made from: <c>question</c>, <c>statement</c>, <c>title</c>, <c>aim</c> or <c>conclusion</c>.</param>
internal sealed record AskedQuestion(string Text, string Source)
{
    /// <summary>The decision that the source itself states, or null where the conclusion decides.</summary>
    public string? Decision { get; init; }

    /// <summary>For "is this better than that": this and that; else null.</summary>
    public (string This, string That)? Compared { get; init; }
}
