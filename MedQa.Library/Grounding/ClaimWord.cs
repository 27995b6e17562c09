namespace MedQa.Library.Grounding;

/// <summary>A word of a claim, or of a text that may support it.</summary>
/// <param name="Stem">Its stem; of a number its digits.</param>
/// <param name="Kind">What it does in the sentence.</param>
/// <param name="IsName">Whether it may be a name: written with a capital inside the sentence, or ending as medicines' names do.</param>
internal readonly record struct ClaimWord(string Stem, ClaimWordKind Kind, bool IsName)
{
    /// <summary>Whether it says something by itself.</summary>
    public bool IsSaid => Kind is not (ClaimWordKind.Glue or ClaimWordKind.Negation);

    /// <summary>What it counts.</summary>
    public double Weight => Kind switch { ClaimWordKind.Content or ClaimWordKind.Number or ClaimWordKind.Bound => 1, ClaimWordKind.Light => 0.4, _ => 0 };
}
