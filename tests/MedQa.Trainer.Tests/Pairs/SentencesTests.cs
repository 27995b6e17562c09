using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

public sealed class SentencesTests
{
    [Fact]
    public void Of_Text_IsCutBeforeCapitalsAndFigures() =>
        Assert.Equal(
            ["Ten slept (p = 0.01).", "8 did not vs. Ten.", "Why?", "E. coli, e.g. Two strains.", "Conclusion: yes."],
            Sentences.Of(" Ten slept (p = 0.01). 8 did not vs. Ten. Why? E. coli, e.g. Two strains.Conclusion: yes. "));

    [Fact]
    public void Of_Nothing_IsNothing() => Assert.Empty(Sentences.Of("  "));
}
