namespace MedQa.Library.Grounding;

/// <summary>A word of a claim, or of a text that may support it.</summary>
/// <param name="Stem">Its stem; of a number its digits.</param>
/// <param name="Kind">What it does in the sentence.</param>
/// <param name="IsName">Whether it may be a name: written with a capital inside the sentence, or ending as medicines' names do.</param>
internal readonly record struct ClaimWord(string Stem, ClaimWordKind Kind, bool IsName);
