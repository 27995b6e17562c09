namespace MedQa.Trainer.Pairs.Reading;

/// <summary>Finds pages to put beside another: those of one kind, and those that share a rare word of the title.</summary>
internal sealed class ReadingIndex
{
    private readonly Dictionary<string, Page[]> bySource;
    private readonly Dictionary<QuestionType, (Page Page, PageSection Section)[]> byType;
    private readonly Dictionary<int, Page[]> byTitle;

    /// <param name="pages">All pages.</param>
    public ReadingIndex(IReadOnlyList<Page> pages)
    {
        bySource = pages.GroupBy(p => p.Source).ToDictionary(g => g.Key, g => g.ToArray());
        byType = pages.Where(p => p.Source == "medquad").SelectMany(p => p.Sections.Select(s => (Page: p, Section: s))).GroupBy(e => e.Section.Type).ToDictionary(g => g.Key, g => g.ToArray());
        byTitle = pages.SelectMany(p => p.TitleStems.Select(s => (Stem: s, Page: p))).GroupBy(e => e.Stem).ToDictionary(g => g.Key, g => g.Select(e => e.Page).ToArray());
    }

    /// <summary>A section of another page: most often one that is easily taken for the right one.</summary>
    /// <param name="type">What it should be about, where that is known.</param>
    public (Page Page, PageSection Section)? Other(Page page, QuestionType type, PairRandom random)
    {
        var choice = random.Below(10);
        if (choice < 4 && page.Source == "medquad" && type != QuestionType.None)
        {
            return random.Of(byType[type]) is var same && same.Page != page ? same : null;
        }

        if (choice < 7 && page.TitleStems.Length > 0)
        {
            return random.Of(byTitle[random.Of(page.TitleStems)]) is var near && near != page && near.Source == page.Source ? (near, random.Of(near.Sections)) : null;
        }

        return random.Of(bySource[page.Source]) is var any && any != page ? (any, random.Of(any.Sections)) : null;
    }
}
