using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>The running text of an article's results, discussion and conclusions, and the neighbours of a sentence in it.</summary>
internal static class FindingPassages
{
    /// <summary>Most sentences of a context.</summary>
    public const int MostSentences = 5;

    /// <summary>Fewest words of a context.</summary>
    public const int FewestWords = 20;

    /// <summary>Most words of a context.</summary>
    public const int MostWords = 150;

    private const int FewestWordsOfSentence = 4;
    private const int MostWordsOfSentence = 80;

    private static readonly Regex Told = FindingPattern.Of("result|finding|outcome|discussion|conclusion|interpretation", RegexOptions.IgnoreCase);

    /// <summary>What was to be measured and how, under a heading that holds "outcome".</summary>
    private static readonly Regex Planned = FindingPattern.Of("measure|statistic", RegexOptions.IgnoreCase);

    private static readonly Regex Citation = FindingPattern.Of(
        @" ?\[[\s,;\u2013-]*\]| ?\((?:see )?(?:also )?(?:(?:tables?|figs?\.?|figures?|additional files?|supplementary \w+|appendix)[\s,;.\u2013-]*(?:and )?[a-e]?)*[\s,;.\u2013-]*\)", RegexOptions.IgnoreCase);
    private static readonly Regex Whole = FindingPattern.Of(@"^[\p{Lu}\d].*[.!?]$");
    private static readonly Regex Heading = FindingPattern.Of(@"^\d+(?:\.\d+)+\.? ");

    /// <summary>The runs of whole sentences that follow one another, in the row's order.</summary>
    /// <param name="row">With <c>abstract[]</c> and <c>body[]</c> of <c>{label, text}</c>.</param>
    public static IEnumerable<IReadOnlyList<string>> Of(JsonElement row) =>
        Sections(row, "abstract", takesUnlabelled: true).Concat(Sections(row, "body", takesUnlabelled: false)).SelectMany(Runs);

    /// <summary>
    /// The sentence at a place among up to four of its neighbours, their number and place drawn; null where they have too few words or it alone too many.
    /// </summary>
    public static string? Context(IReadOnlyList<string> run, int at, Reading.PairRandom random)
    {
        var wanted = 1 + random.Below(MostSentences);
        var (first, last, words) = (at, at, Words(run[at]));
        while (words <= MostWords && last - first + 1 < MostSentences && (last - first + 1 < wanted || words < FewestWords))
        {
            var (before, after) = (first > 0 && words + Words(run[first - 1]) <= MostWords, last + 1 < run.Count && words + Words(run[last + 1]) <= MostWords);
            if (!before && !after)
            {
                break;
            }

            var isBefore = before && (!after || random.Chance(0.5));
            words += Words(run[isBefore ? --first : ++last]);
        }

        return words is < FewestWords or > MostWords ? null : string.Join(' ', run.Skip(first).Take(last - first + 1));
    }

    /// <summary>Whether a context can be made around a sentence.</summary>
    public static bool Fits(IReadOnlyList<string> run, int at)
    {
        var words = Words(run[at]);
        return words <= MostWords - MostWordsOfSentence
            && words + (at > 0 ? Words(run[at - 1]) : 0) + (at + 1 < run.Count ? Words(run[at + 1]) : 0) >= FewestWords;
    }

    private static IEnumerable<string> Sections(JsonElement row, string part, bool takesUnlabelled) =>
        row.GetProperty(part).EnumerateArray()
            .Where(s => s.GetProperty("label").GetString() is { Length: > 0 } label ? Told.IsMatch(label) && !Planned.IsMatch(label) : takesUnlabelled)
            .Select(s => s.GetProperty("text").GetString()!);

    private static IEnumerable<IReadOnlyList<string>> Runs(string text)
    {
        var run = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            foreach (var raw in Sentences.Of(PairText.OneLine(line)))
            {
                var sentence = PairText.OneLine(Citation.Replace(raw, "")).Replace(" .", ".", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal);
                if (Whole.IsMatch(sentence) && !Heading.IsMatch(sentence) && Words(sentence) is >= FewestWordsOfSentence and <= MostWordsOfSentence)
                {
                    run.Add(sentence);
                }
                else if (run.Count > 0)
                {
                    yield return run;
                    run = [];
                }
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private static int Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}
