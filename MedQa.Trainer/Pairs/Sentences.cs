using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>Cuts running text into sentences.</summary>
internal static partial class Sentences
{
    /// <summary>The sentences in order: each ends with its mark, before white space and a capital or a figure. Common abbreviations end none.</summary>
    public static string[] Of(string text) => [.. End().Split(text).Select(s => s.Trim()).Where(s => s.Length > 0)];

    [GeneratedRegex(@"(?<=[.!?][""'\u201D\)\]]?)(?<!\b(?:vs|e\.g|i\.e|cf|al|approx|resp|ca|No|Dr|St|Fig)\.)\s+(?=[\p{Lu}\d""\u201C(])|(?<=[\p{Ll}).]\.)(?=(?:Conclusions?|Results|Methods|Objectives?|Background|Purpose|Aims?):)", RegexOptions.CultureInvariant)]
    private static partial Regex End();
}
