namespace MedQa.Library.Grounding;

/// <summary>A part of a sentence that a claim may leave out.</summary>
/// <param name="Start">Its first word.</param>
/// <param name="End">The word behind its last.</param>
/// <param name="Conjunction">Of a list's item, the list's "and" or "or": it may move in front of the item that is now the last.</param>
internal readonly record struct SentenceCut(int Start, int End, string? Conjunction = null);
