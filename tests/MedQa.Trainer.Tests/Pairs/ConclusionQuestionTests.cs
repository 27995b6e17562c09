using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

public sealed class ConclusionQuestionTests
{
    [Theory]
    [InlineData("These results suggest that warm socks do not improve sleep. More is needed.", "Do warm socks improve sleep?")]
    [InlineData("Warm socks failed to improve sleep, but were liked.", "Do warm socks improve sleep?")]
    [InlineData("DPP9 loss was not linked to grey hair.", "Is DPP9 loss linked to grey hair?")]
    public void Of_Denial_IsAskedAndDecided(string conclusion, string question)
    {
        var asked = ConclusionQuestion.Of(conclusion)!;

        Assert.Equal((question, "conclusion", "no"), (asked.Text, asked.Source, asked.Decision));
    }

    [Theory]
    [InlineData("Warm socks improve sleep in nurses.")]
    [InlineData("Warm socks were not without effect on sleep.")]
    [InlineData("")]
    public void Of_AffirmedOrTwiceDenied_IsNone(string conclusion) => Assert.Null(ConclusionQuestion.Of(conclusion));
}
