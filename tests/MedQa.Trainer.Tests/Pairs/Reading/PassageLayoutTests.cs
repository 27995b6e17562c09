using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Reading;

public class PassageLayoutTests
{
    private const string Answer = "A salve of marigold closes blisters within days.";

    private readonly Vocabulary vocabulary = new();
    private readonly Page page;
    private readonly ReadingCorpus corpus;
    private readonly PassageLayout layout;

    public PassageLayoutTests()
    {
        page = Page("heel care", "Thick wool holds warmth through long winters.", Answer, "Blisters close under marigold and salve.", "Shoes that fit keep the heel free of sores.");
        var other = Page("walking", "Marigold salve closes blisters of the toe.", "Walkers rest their feet on cool grass at dusk.", "Maps show where the springs along the road are.");
        corpus = new ReadingCorpus([page, other], vocabulary, LayWords.WithWordNet([]), new HashSet<string>(), []);
        layout = Layout(0);
    }

    [Fact]
    public void WithAnswer_AnySeed_HoldsTheAnswerAndNoOtherSentenceThatAnswers()
    {
        var texts = Texts(layout.WithAnswer).ToArray();

        Assert.All(texts, t => Assert.Contains(Answer, t, StringComparison.Ordinal));
        Assert.All(texts, t => Assert.DoesNotContain("arigold", t.Replace(Answer, "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("cool grass", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("Thick wool", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 10, 50)]
    [InlineData(0.6, 55, 85)]
    [InlineData(1, 100, 100)]
    public void WithAnswer_AnswerFirst_BeginsAsManyAsAskedFor(double share, int fewest, int most)
    {
        var texts = Texts(Layout(share).WithAnswer).ToArray();

        Assert.InRange(texts.Count(t => t.StartsWith($"Heel care: {Answer}", StringComparison.Ordinal)), fewest, most);
        Assert.All(texts, t => Assert.Equal(2, t.Split(Answer).Length));
        Assert.Contains(texts, t => t.Contains("Thick wool", StringComparison.Ordinal));
    }

    [Fact]
    public void SamePage_AnySeed_IsThePageWithoutWhatAnswers()
    {
        var texts = Texts(layout.SamePage).ToArray();

        Assert.NotEmpty(texts);
        Assert.All(texts, t => Assert.DoesNotContain("arigold", t, StringComparison.Ordinal));
        Assert.All(texts, t => Assert.Contains("Heel care: ", t, StringComparison.Ordinal));
    }

    [Fact]
    public void OtherPages_AnySeed_AreAnotherPageWithoutWhatAnswers()
    {
        var texts = Texts(layout.OtherPages).ToArray();

        Assert.NotEmpty(texts);
        Assert.All(texts, t => Assert.DoesNotContain("arigold", t, StringComparison.Ordinal));
        Assert.All(texts, t => Assert.StartsWith("Walking: ", t, StringComparison.Ordinal));
    }

    [Fact]
    public void SamePage_BroadQuestion_IsNone() => Assert.Null(layout.SamePage(Draft(isBroad: true), new PairRandom(1, 1)));

    private PassageLayout Layout(double answerFirst) =>
        new(corpus, new ReadingIndex(corpus.Pages), new ReaderOptions { FewestWords = 40, MostWords = 60, AnswerFirstShare = answerFirst });

    private IEnumerable<string> Texts(Func<ReaderDraft, PairRandom, IReadOnlyList<ReadingPiece>?> lay) =>
        Enumerable.Range(0, 100).Select(seed => lay(Draft(isBroad: false), new PairRandom(seed, 1))).OfType<IReadOnlyList<ReadingPiece>>().Select(p => string.Join('\n', p.Select(x => x.Text)));

    private ReaderDraft Draft(bool isBroad) =>
        new(ReaderKind.Keywords, page, page.Sections[0], 1, 1, new ReaderQuestion("marigold salve blisters", "", vocabulary.Stems("marigold salve blisters"), null) { IsBroad = isBroad });

    private Page Page(string subject, params string[] sentences) =>
        new("medquad", subject, vocabulary.Stems(subject), [new PageSection(1, "", QuestionType.None, null, [.. sentences.Select(vocabulary.ReadSentence)])]);
}
