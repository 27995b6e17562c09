namespace MedQa.Library.Grounding;

/// <summary>A word of a claim, or of a sentence that may support it; a sign that says something (<c>%</c>, <c>&lt;</c>) is one too.</summary>
/// <param name="Text">In small letters without accents, in one spelling; a number in digits.</param>
/// <param name="Before">The marks between the word before and this one: commas, brackets, stops.</param>
internal readonly record struct SupportWord(string Text, string Before)
{
    /// <summary>Whether a mark parts it from the word before.</summary>
    public bool StartsPart => Before.AsSpan().ContainsAny(",;:()\u2013\u2014");
}
