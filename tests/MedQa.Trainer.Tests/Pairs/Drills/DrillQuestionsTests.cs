using MedQa.Trainer.Pairs.Drills;
using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Drills;

public class DrillQuestionsTests
{
    private const string Sentence = "Thick socks of merino wool keep walkers free from blisters during long marches.";

    private readonly Vocabulary vocabulary = new();
    private readonly DrillWords words;

    public DrillQuestionsTests() => words = new DrillWords(vocabulary);

    [Fact]
    public void Of_Sentence_WantsTheStemsOfItsOwnWordsAndOfTheNameInTheQuestion()
    {
        var page = Named("medquad", "heel care", Sentence);
        var questions = Questions(page);
        int[] held = [.. page.Sentences[0].Stems];

        Assert.InRange(questions.Length, 950, 1000);
        Assert.All(questions, q => Assert.Equal(q.NamesPage, q.Text.Contains("heel care", StringComparison.OrdinalIgnoreCase)));
        Assert.All(questions, q => Assert.Equal(q.NamesPage ? page.NameStems : [], q.Wanted.Intersect(page.NameStems)));
        Assert.All(questions, q => Assert.Subset(held.Union(page.NameStems).ToHashSet(), q.Wanted.ToHashSet()));
        Assert.All(questions, q => Assert.Subset(vocabulary.Stems(q.Text).ToHashSet(), q.Wanted.ToHashSet()));
        Assert.InRange(questions.Count(q => q.NamesPage), 500, 700);
        Assert.InRange(questions.Count(q => q.Wanted.Except(page.NameStems).Count() <= 2), 200, 600);
        Assert.Contains(questions, q => q.Text.Contains("merino wool keep walkers", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(questions, q => q.Text.Contains("blister ", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_ManyDraws_SomeBeginSmallAndSomeHaveNoMark()
    {
        var texts = Questions(Named("medquad", "heel care", Sentence)).Select(q => q.Text).ToArray();

        Assert.InRange(texts.Count(t => char.IsUpper(t[0])), 550, 700);
        Assert.InRange(texts.Count(t => t.EndsWith('?')), 450, 750);
        Assert.DoesNotContain(texts, t => t.Contains('{', StringComparison.Ordinal));
    }

    [Fact]
    public void Of_SentenceWithOneWordBesideTheName_IsNone() =>
        Assert.Null(new DrillQuestions(words).Of(Named("medquad", "heel care", "The heel and its care are all about wool.").Sentences[0], new PairRandom(1, 1)));

    [Fact]
    public void Named_LongTitleOfAnArticle_IsSomeOfItsWordsInARow()
    {
        const string title = "Warm wool socks (merino) for walkers with blisters of the heel: a randomised trial";
        var names = Enumerable.Range(0, 200).Select(seed => Named("plos", title, Sentence, seed).Name).ToArray();

        Assert.All(names, n => Assert.InRange(n.Split(' ').Length, 1, 4));
        Assert.All(names, n => Assert.Contains(n, title.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.DoesNotContain(names, n => n.Split(' ') is ["for" or "with" or "of" or "the", ..] or [.., "for" or "with" or "of" or "the" or "a"]);
        Assert.InRange(names.Distinct().Count(), 10, 40);
        Assert.Equal(title, Named("medquad", title, Sentence).Name);
        Assert.Equal("Wool of sheep (merino)", Named("plos", "Wool of sheep (merino)?", Sentence).Name);
    }

    private DrillQuestion[] Questions(DrillPage page) =>
        [.. Enumerable.Range(0, 1000).Select(seed => new DrillQuestions(words).Of(page.Sentences[0], new PairRandom(seed, 1))).OfType<DrillQuestion>()];

    private DrillPage Named(string source, string title, string sentence, int seed = 0)
    {
        var section = new PageSection(1, "", QuestionType.None, null, [vocabulary.ReadSentence(sentence)]);
        return new PageNames(words).Named(new Page(source, title, vocabulary.Stems(title), [section]), new PairRandom(seed, 2));
    }
}
