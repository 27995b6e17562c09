using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Tests.Pairs.Reading;

public class ReadingCorpusTests
{
    private static readonly ReadingCorpus Corpus = SmallCorpus.Read();

    [Fact]
    public void Read_MedQuad_PagesWithSectionsAndListsAsSentences()
    {
        var page = Corpus.Pages.Single(p => p.Subject == "sock itch");

        Assert.Equal("Sock itch", page.Title);
        Assert.Equal([QuestionType.WhatIs, QuestionType.Symptoms, QuestionType.Causes, QuestionType.Treatment], page.Sections.Select(s => s.Type));
        Assert.Equal("What is Sock itch?", page.Sections[0].Question);
        Assert.Equal(
            [
                "Signs of sock itch include redness of the toes and a dry mouth.", "It lasts for about 2 days.",
                "People may also notice: A hum in the ear; Cold hands; A wish for salt.",
            ],
            page.Sections[1].Sentences.Select(s => s.Text));
        Assert.Equal([false, true, false], page.Sections[1].Sentences.Select(s => s.Leans));
    }

    [Fact]
    public void Read_Definitions_AreSentencesWithTheirOtherNames() =>
        Assert.Equal(
            ["A tube of the foot that carries birch sap to the toes.", "Also called pipe birch."],
            Corpus.Pages.Single(p => p.Subject == "vessel number birch").Sections[0].Sentences.Select(s => s.Text));

    [Fact]
    public void Read_CovidQa_KnowsTheSentenceThatAnswers()
    {
        var asked = Assert.Single(Corpus.Asked);

        Assert.Equal("How often did gloves tear?", asked.Question);
        Assert.Equal("Gloves of thin rubber tore in one of nine shifts when nurses wore rings under them in the ward.", asked.Section.Sentences[asked.Sentence].Text);
    }

    [Theory]
    [InlineData("Gout hurts the toe at night.", true, false)]
    [InlineData("It hurts the toe at night.", true, true)]
    [InlineData("Gout hurts.", false, false)]
    [InlineData("See the table at www.example.org for more of them.", false, false)]
    [InlineData("and then nothing much happened to the foot.", false, false)]
    public void CanAnswer_Sentence_WholeAndPlainOnly(string text, bool canAnswer, bool leans)
    {
        var sentence = Corpus.Vocabulary.ReadSentence(text);

        Assert.Equal((canAnswer, leans), (sentence.CanAnswer, sentence.Leans));
    }

    [Fact]
    public void Vary_Question_ReplacesOnePhraseAndLeavesTheSubject()
    {
        var varied = Enumerable.Range(0, 100).Select(seed => Corpus.Synonyms.Vary("can a child with a blister see a doctor", "doctor", new PairRandom(seed, 1))!).Distinct();

        Assert.Equal(["can a child with a bleb see a doctor", "can a kid with a blister see a doctor"], varied.Order(StringComparer.Ordinal));
        Assert.Null(Corpus.Synonyms.Vary("why so", "", new PairRandom(1, 1)));
    }
}
