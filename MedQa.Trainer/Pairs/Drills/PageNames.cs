using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>Short names for pages: an article's long title gives some of its words, other titles stay whole.</summary>
internal sealed class PageNames(DrillWords words)
{
    private const int MostWords = 5;
    private const string Marks = ",:;.?()[]\"";

    private static readonly string[] Articles = ["trial-articles", "plos", "craft", "covid-qa"];

    /// <summary>The page with its name.</summary>
    public DrillPage Named(Page page, PairRandom random)
    {
        var name = Articles.Contains(page.Source) ? Short(page.Subject, random) : page.Subject;
        return new DrillPage(page, name, words.Stems(DrillWords.Of(name)));
    }

    /// <summary>Two to four words in a row, from a content word to a content word; a title of few words as it is.</summary>
    private string Short(string title, PairRandom random)
    {
        var parts = title.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] content = [.. Enumerable.Range(0, parts.Length).Where(i => IsContent(parts[i]))];
        if (parts.Length <= MostWords || content.Length < 2)
        {
            return string.Join(' ', parts.Take(MostWords)).TrimEnd(',', ':', ';', '.', '?');
        }

        var first = content[random.Below(content.Length - 1)];
        var end = first + 2 + random.Below(3);
        var last = content.Last(i => i < end);
        return string.Concat(string.Join(' ', parts[first..(last + 1)]).Where(c => !Marks.Contains(c)));
    }

    private bool IsContent(string part) => DrillWords.Of(part).Any(w => words.Stems(w).Length > 0);
}
