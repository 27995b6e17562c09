namespace MedQa.Library.Documents;

/// <summary>
/// Finds the lines that stand on many pages at the top or at the bottom: a title, a page's number, an imprint. Digits count as equal, so
/// that "Page 3 of 10" is one line. Such a line is among the first or last two of a page, and on more than half of at least three pages.
/// </summary>
internal static class RunningHeads
{
    private const int Edge = 2;
    private const int FewestPages = 3;

    /// <summary>Takes them out.</summary>
    /// <param name="pages">The pages' lines; empty ones part paragraphs.</param>
    public static void Remove(IReadOnlyList<List<string>> pages)
    {
        if (pages.Count < FewestPages)
        {
            return;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var form in pages.SelectMany(page => EdgeLines(page).Select(i => Form(page[i])).Distinct(StringComparer.Ordinal)))
        {
            counts[form] = counts.GetValueOrDefault(form) + 1;
        }

        foreach (var page in pages)
        {
            foreach (var i in EdgeLines(page).Where(i => counts[Form(page[i])] > pages.Count / 2).OrderDescending().ToList())
            {
                page.RemoveAt(i);
            }
        }
    }

    private static IEnumerable<int> EdgeLines(List<string> page)
    {
        var filled = Enumerable.Range(0, page.Count).Where(i => page[i].Length > 0).ToList();
        return filled.Take(Edge).Union(filled.TakeLast(Edge));
    }

    private static string Form(string line) => new([.. line.Select(c => char.IsDigit(c) ? '0' : c)]);
}
