namespace MedQa.Library.Retrieval;

/// <summary>A word of a question that says something, and what may stand for it.</summary>
/// <param name="Word">In small letters.</param>
/// <param name="Stem">Its stem with a space on both sides, as <see cref="Text.StemmedText.Holds"/> takes it.</param>
/// <param name="Weight">1; less where it frames the question (<c>safe</c>, <c>worry</c>) more than it says what it is about.</param>
/// <param name="IsFromBefore">Whether it comes from the question before, and counts <see cref="QuestionTerms.PreviousWeight"/> of it.</param>
/// <param name="Alternatives">Words and phrases that stand for it or for a phrase that it belongs to.</param>
/// <param name="AlternativeStems">Their stems, as <paramref name="Stem"/>.</param>
internal sealed record QuestionTerm(string Word, string Stem, double Weight, bool IsFromBefore, IReadOnlyList<string> Alternatives, IReadOnlyList<string> AlternativeStems);
