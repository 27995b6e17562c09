using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class RepetitionTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("  \n ", 0)]
    [InlineData("one two three", 0)]
    [InlineData("one two three four five six", 0)]
    [InlineData("a b c d a b c d", 1.0 / 5)]
    [InlineData("no  no\nno no no no", 2.0 / 3)]
    public void Of_FourWords_CountsSequencesThatCameBefore(string text, double expected) => Assert.Equal(expected, Repetition.Of(text), 1e-12);

    [Fact]
    public void Of_OneWord_CountsWordsThatCameBefore() => Assert.Equal(0.4, Repetition.Of("a b a b C", 1), 1e-12);
}
