using MedQa.Library.Grounding;

namespace MedQa.Library.Tests.Grounding;

public sealed class DeclineSentencesTests(StarterLibrary library) : IClassFixture<StarterLibrary>
{
    public static readonly TheoryData<string> Declines =
    [
        Decline.Sentence,
        "The context does not mention asthma in children.",
        "The provided context doesn't contain information about doses.",
        "The passages contain no information on that.",
        "The passages given are not sufficient.",
        "Unfortunately, the text does not say how long it lasts.",
        "This document does not provide any details about children.",
        "The text you provided has nothing on that.",
        "The available information doesn't include doses.",
        "The article says nothing about children.",
        "Based on the provided context, there is no information about that.",
        "According to the text, it is not possible to say.",
        "From the passages, it is not clear how long it lasts.",
        "There is no mention of children in the passages.",
        "There is no information about children in the text.",
        "There isn't enough information to answer.",
        "Not enough information to answer the question.",
        "No information about doses is in the context.",
        "It is not mentioned in the context.",
        "It's not stated how long it lasts in this article.",
        "It is not possible to answer this question.",
        "It is not possible to tell from the passages.",
        "None of the passages mention it.",
        "Nothing in the text says so.",
        "I don't know.",
        "I'm sorry, but I cannot answer that question.",
        "I do not have enough information.",
        "I am unable to find that.",
        "The question cannot be answered from the passages.",
        "This question can't be answered.",
        "The answer is not given in the text.",
        "The answer to this question is not in the context.",
    ];

    [Theory]
    [MemberData(nameof(Declines))]
    public void Judge_Decline_IsOne(string sentence)
    {
        Assert.Equal(DeclineBeginning.Yes, DeclineSentences.Judge(sentence, whole: true));

        // Nothing of it may be shown before it is known.
        for (var length = 0; length < sentence.Length; length++)
        {
            Assert.NotEqual(DeclineBeginning.No, DeclineSentences.Judge(sentence[..length], whole: false));
        }
    }

    [Theory]
    [InlineData("It is not possible to catch psoriasis from someone.")]
    [InlineData("It is not possible to tell a cold from flu by the cough alone.")]
    [InlineData("It is not clear what causes it.")]
    [InlineData("It is not given to children.")]
    [InlineData("It is not mentioned often.")]
    [InlineData("The material contains no latex.")]
    [InlineData("The material does not contain latex.")]
    [InlineData("None of the materials contain latex.")]
    [InlineData("These sources give no heat.")]
    [InlineData("The information is clear.")]
    [InlineData("The passages are sufficient for the air.")]
    [InlineData("The source is relevant.")]
    [InlineData("The question can be answered by a blood test.")]
    [InlineData("The answer is in your genes.")]
    [InlineData("The answer is to drink more.")]
    [InlineData("There is sufficient information in the leaflet.")]
    [InlineData("There is any number of causes.")]
    [InlineData("There is no cure for asthma.")]
    [InlineData("There is no passage of air.")]
    [InlineData("There is no reference range for children.")]
    [InlineData("There is not enough information about use in pregnancy.")]
    [InlineData("No information is sent to your employer.")]
    [InlineData("No details of the test are kept.")]
    [InlineData("I can see better with glasses.")]
    [InlineData("The text message helps.")]
    [InlineData("It is not safe to take ibuprofen.")]
    public void Judge_SentenceOfAPage_IsNoDecline(string sentence) => Assert.Equal(DeclineBeginning.No, DeclineSentences.Judge(sentence, whole: true));

    [Fact]
    public async Task Judge_EverySentenceOfTheStarterLibrary_IsNoDecline()
    {
        var judged = 0;
        foreach (var document in await library.Index.ListAsync())
        {
            foreach (var passage in (await library.Index.GetDocumentAsync(document.Name)).Select(found => found.Passage))
            {
                Assert.All(passage.Sentences, span => Assert.Equal(DeclineBeginning.No, DeclineSentences.Judge(span.Of(passage.Text).ToString(), whole: true)));
                judged += passage.Sentences.Count;
            }
        }

        Assert.True(judged > 2_000, $"{judged} sentences");
    }

    [Theory]
    [InlineData("a ) b")]
    [InlineData("( a")]
    public void WordPattern_BracketsThatDoNotFit_AreRefused(string pattern) => Assert.Throws<ArgumentException>(() => new WordPattern(pattern));
}
