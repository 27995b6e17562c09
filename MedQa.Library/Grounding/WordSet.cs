using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>Sets of folded words, written as one text.</summary>
internal static class WordSet
{
    /// <summary>The words of a text that one space parts.</summary>
    public static FrozenSet<string> Of(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
