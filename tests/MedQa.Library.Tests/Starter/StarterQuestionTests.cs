namespace MedQa.Library.Tests.Starter;

public sealed class StarterQuestionTests
{
    [Fact]
    public void All_Pages_AreInTheLibrary() =>
        Assert.Empty(StarterQuestion.All.Select(question => question.File).Except(StarterFolder.Pages.Select(page => page.File)));

    [Fact]
    public void All_Questions_AreUniqueAndCoverEveryCategory()
    {
        var categories = StarterFolder.Pages.ToDictionary(page => page.File, page => page.Field("category"));

        Assert.Equal(StarterQuestion.All.Count, StarterQuestion.All.Select(question => question.Question).Distinct().Count());
        Assert.Equal(
            ["condition", "first-aid", "medicine", "seek-help", "test"],
            StarterQuestion.All.Select(question => categories[question.File]).Distinct().Order());
    }
}
