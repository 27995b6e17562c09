using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

public sealed class ArticleTitleTests
{
    [Theory]
    [InlineData("Warm socks: protocol of a trial", true)]
    [InlineData("Erratum to: Warm socks and sleep", true)]
    [InlineData("Rationale and design of the SOCKS trial", true)]
    [InlineData("Warm socks and sleep: a trial", false)]
    public void HasNoFinding_Title_IsSeenByItsWords(string title, bool expected) => Assert.Equal(expected, ArticleTitle.HasNoFinding(title));

    [Fact]
    public void RunningText_TitleInCapitals_KeepsNamesAndLetters() =>
        Assert.Equal(
            "effect of Warm-Socks by Zuzu and vitamin A on sleep in HIV",
            ArticleTitle.RunningText("Effect of Warm-Socks by Zuzu and Vitamin A on Sleep in HIV", new HashSet<string> { "effect", "a", "vitamin", "sleep", "zu" }));

    [Theory]
    [InlineData("SOCKS: Effect of socks on sleep in a randomised controlled trial (NCT00000000) [ISRCTN00000000]", new[] { "SOCKS", "Effect of socks on sleep" })]
    [InlineData("Socks improve sleep in adults in a large trial.", new[] { "Socks improve sleep in adults" })]
    [InlineData("", new string[0])]
    public void Parts_Title_AreWithoutRegistrationAndKindOfStudy(string title, string[] expected) => Assert.Equal(expected, ArticleTitle.Parts(title));

    [Theory]
    [InlineData("does one sock help? A trial", "Does one sock help?")]
    [InlineData("Socks and sleep: are they linked?", "Socks and sleep: are they linked?")]
    [InlineData("How do socks help?", null)]
    [InlineData("Socks help", null)]
    public void Asked_Title_IsKeptWhereItAsksForYesOrNo(string title, string? expected) => Assert.Equal(expected, ArticleTitle.Asked(title));
}
