using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>Texts and cuts that pairs are made with. Lengths are characters.</summary>
internal static partial class PairText
{
    /// <summary>The answer where there is no passage.</summary>
    public const string NoPassage = "Please give me a passage to read. I answer from a text, not from memory.";

    /// <summary>Longest phrase or sentence that a question is looked for in: the patterns' time grows with a power of the length.</summary>
    public const int LongestPhrase = 600;

    /// <summary>The text on one line, its white space single.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The text with its first letter small.</summary>
    public static string Small(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>Whether the first word is written like a common one: acronyms and names of genes are not.</summary>
    public static bool IsCommonWord(string text) => CommonWord().IsMatch(text);

    /// <summary>The text with its first letter large.</summary>
    public static string Capitalised(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex(@"^\p{Lu}(\p{Ll}*(-\p{Ll}+)*)(?=[\s,]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex CommonWord();
}
