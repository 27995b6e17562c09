using MedQa.Trainer.Pairs.Drills.Findings;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Drills.Findings;

public sealed class FindingBalanceTests
{
    [Fact]
    public void Of_MoreYesThanNo_KeepsAsManyOfEachForm()
    {
        var chosen = Choose([.. Many(30, 0, ("a", "yes")), .. Many(10, 100, ("a", "no")), .. Many(7, 200, ("b", "no")), .. Many(5, 300, ("c", "maybe"))]);

        Assert.Equal([("a", "no", 10), ("a", "yes", 10), ("c", "maybe", 2)], Counts(chosen));
    }

    [Fact]
    public void Of_SentencesThatMayBeAskedInSeveralForms_TakesWhatItsFormLacks()
    {
        var chosen = Choose([.. Many(20, 0, ("a", "yes"), ("b", "no")), .. Many(20, 100, ("a", "no"), ("b", "no"), ("b", "yes"))]);

        Assert.InRange(chosen.Count, 70, 80);
        Assert.Equal(chosen.Count(c => c.Question.Form == "b" && c.Question.Decision == "yes"), chosen.Count(c => c.Question.Form == "b" && c.Question.Decision == "no"));
    }

    [Fact]
    public void Of_SentenceWithManyQuestions_TakesTwoOfDifferentForms()
    {
        var chosen = Choose(Many(40, 0, ("a", "yes"), ("a", "no"), ("b", "yes"), ("b", "no"), ("c", "yes"), ("c", "no")));

        Assert.InRange(chosen.Count, 60, 80);
        Assert.All(chosen.GroupBy(c => c.Draft), g => Assert.InRange(g.Count(), 1, 2));
        Assert.All(chosen.GroupBy(c => c.Draft), g => Assert.Equal(g.Count(), g.Select(c => c.Question.Form).Distinct().Count()));
    }

    [Fact]
    public void Of_ArticleWithManySentences_TakesTwelve()
    {
        var drafts = Enumerable.Range(0, 40).Select(i => new FindingDraft(7, ["Run."], 0, [new FindingQuestion("kind", "a", $"{i}?", i % 2 == 0 ? "yes" : "no")])).ToArray();

        // Of the twelve taken as many "yes" as "no" are kept.
        Assert.InRange(Choose(drafts).Count, FindingBalance.MostOfArticle / 2, FindingBalance.MostOfArticle);
        Assert.Equal(40, Choose([.. drafts.Select((d, i) => d with { Row = i })]).Count);
    }

    [Fact]
    public void Of_Most_KeepsTheBalance()
    {
        var chosen = Choose([.. Many(30, 0, ("a", "yes")), .. Many(30, 100, ("a", "no")), .. Many(30, 200, ("a", "maybe"))], 20);

        Assert.Equal([("a", "maybe", 2), ("a", "no", 9), ("a", "yes", 9)], Counts(chosen));
    }

    private static FindingDraft[] Many(int count, int firstRow, params (string Form, string Decision)[] questions) =>
        [.. Enumerable.Range(firstRow, count).Select(row => new FindingDraft(row, [$"Run {row}."], 0, [.. questions.Select(q => new FindingQuestion("kind", q.Form, $"{q.Form} {q.Decision} {row}?", q.Decision))]))];

    private static IReadOnlyList<(FindingDraft Draft, FindingQuestion Question)> Choose(IReadOnlyList<FindingDraft> drafts, int most = int.MaxValue) => new FindingBalance(new PairRandom(1, 2)).Of(drafts, most);

    private static (string Form, string Decision, int Count)[] Counts(IEnumerable<(FindingDraft Draft, FindingQuestion Question)> chosen) =>
        [.. chosen.GroupBy(c => (c.Question.Form, c.Question.Decision)).Select(g => (g.Key.Form, g.Key.Decision, g.Count())).Order()];
}
