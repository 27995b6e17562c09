using MedQa.Model.Answers;

namespace MedQa.Model.Tests.Answers;

public class AnswerFormatTests
{
    private static readonly AnswerFormat Last = new();
    private static readonly AnswerFormat First = new() { Placement = DecisionPlacement.First };

    [Fact]
    public void UserText_WithPassages_JoinsThemByASpace() =>
        Assert.Equal("Question: Why?\n\nContext: One. Two.", AnswerFormat.UserText("Why?", ["One.", "Two."]));

    [Fact]
    public void UserText_WithoutPassages_HasNoContext() => Assert.Equal("Question: Why?", AnswerFormat.UserText("Why?", []));

    [Fact]
    public void Response_IsTheRecipes()
    {
        Assert.Equal("It helps. The direct answer to your question is: yes.", Last.Response("It helps.", "yes"));
        Assert.Equal("Maybe. It helps.", First.Response("It helps.", "maybe"));
    }

    [Theory]
    [InlineData("It helps. The direct answer to your question is: yes.", "yes")]
    [InlineData("It helps. The direct answer to your question is:  No", "no")]
    [InlineData("The direct answer to your question is: maybe", "maybe")]
    [InlineData("The direct answer to your question is: no. The direct answer to your question is: yes.", "yes")]
    [InlineData("The direct answer to your question is: nothing", null)]
    [InlineData("yes", null)]
    [InlineData("", null)]
    public void ParseDecision_Last_ReadsTheSentence(string answer, string? expected) => Assert.Equal(expected, Last.ParseDecision(answer));

    [Theory]
    [InlineData("Yes. It helps.", "yes")]
    [InlineData("  no, it does not", "no")]
    [InlineData("Nothing is known.", null)]
    [InlineData("It may. Maybe.", null)]
    [InlineData("", null)]
    public void ParseDecision_First_ReadsTheFirstWord(string answer, string? expected) => Assert.Equal(expected, First.ParseDecision(answer));

    [Theory]
    [InlineData("It helps. The direct answer to your question is: yes.", "It helps.")]
    [InlineData("It helps.", "It helps.")]
    [InlineData("The direct answer to your question is: yes.", "")]
    public void LongAnswerOf_Last_IsTheTextBeforeTheLead(string answer, string expected) => Assert.Equal(expected, Last.LongAnswerOf(answer));

    [Theory]
    [InlineData("Yes. It helps. A lot.", "It helps. A lot.")]
    [InlineData("Yes", "Yes")]
    public void LongAnswerOf_First_IsTheTextAfterTheDecision(string answer, string expected) => Assert.Equal(expected, First.LongAnswerOf(answer));

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.0, 1.0, double.NaN)]
    [InlineData(0.0, 1.0, double.PositiveInfinity)]
    public void Validate_OffsetsThatDontFit_NamesThem(params double[] offsets)
    {
        var error = Assert.Throws<InvalidDataException>(() => (Last with { DecisionOffsets = offsets }).Validate());
        Assert.StartsWith("decisionOffsets must be 3 finite numbers, one for each of yes, no, maybe, but are 0, 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsLaidOutAs_OtherOffsets_IsAlikeAndAnythingElseIsNot()
    {
        Assert.True(Last.IsLaidOutAs(Last with { DecisionOffsets = [0, 1, 2], Labels = ["yes", "no", "maybe"] }));
        Assert.False(Last.IsLaidOutAs(First));
        Assert.False(Last.IsLaidOutAs(Last with { SystemPrompt = "" }));
        Assert.False(Last.IsLaidOutAs(Last with { Labels = ["no", "yes", "maybe"] }));
    }
}
