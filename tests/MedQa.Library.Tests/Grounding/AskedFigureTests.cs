using MedQa.Library.Grounding;

namespace MedQa.Library.Tests.Grounding;

public sealed class AskedFigureTests
{
    [Theory]
    [InlineData("How long does a cold last?", "A cold lasts about a week.", true)]
    [InlineData("How long does a cold last?", "A cold is caused by a virus.", false)]
    [InlineData("How often should I wash?", "Wash your hands twice.", true)]
    [InlineData("How many tablets are in a pack?", "A pack holds 30 small tablets.", true)]
    [InlineData("How many tablets are in a pack?", "Take tablets for 3 days.", false)]
    [InlineData("How many days is it catching?", "It is catching for the first few days.", true)]
    [InlineData("How much does it cost?", "It costs more.", false)]
    [InlineData("What percent of people get it?", "It is found in 5 of 100 people.", true)]
    public void IsGivenIn_Sentence_HoldsAFigureOfTheKind(string question, string sentence, bool given) => Assert.Equal(given, AskedFigure.Of(question)!.IsGivenIn(sentence));

    [Theory]
    [InlineData("What are the signs of asthma?")]
    [InlineData("How do I treat a burn?")]
    [InlineData("Can I take many tablets?")]
    public void Of_QuestionForNoFigure_IsNull(string question) => Assert.Null(AskedFigure.Of(question));
}
