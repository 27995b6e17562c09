using MedQa.V1;
using Microsoft.Extensions.AI;

namespace MedQa.Client.Tests;

public class AnnotationsTests
{
    private static readonly Sources Sources = new() { Found = true, Passages = { new Passage { Title = "Asthma", Document = "asthma.md", Text = "Wheezing is a sign." } } };

    [Fact]
    public void Of_NumbersThatFit_QuotesThePassage()
    {
        var whole = Assert.IsType<CitationAnnotation>(Annotations.Of(Supported(0, 0, 19), Sources));

        Assert.Equal(("Asthma", "asthma.md", "Wheezing is a sign."), (whole.Title, whole.FileId, whole.Snippet));
        Assert.Equal("", Assert.IsType<CitationAnnotation>(Annotations.Of(Supported(0, 19, 0), Sources)).Snippet);
    }

    [Theory]
    [InlineData(1, 0, 5, "passage 1 of 1")]
    [InlineData(-1, 0, 5, "passage -1 of 1")]
    [InlineData(0, -1, 5, "5 characters from -1 on in a passage of 19")]
    [InlineData(0, 0, -5, "-5 characters from 0 on")]
    [InlineData(0, 15, 5, "5 characters from 15 on")]
    [InlineData(0, int.MaxValue, int.MaxValue, "2147483647 characters from 2147483647 on")]
    public void Of_NumbersThatDoNotFit_SaysWhichAndNoText(int passage, int start, int length, string expected)
    {
        var e = Assert.Throws<MedQaServiceException>(() => Annotations.Of(Supported(passage, start, length), Sources));

        Assert.Equal(MedQaError.Failed, e.Error);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Wheezing", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(0, -1)]
    [InlineData(int.MaxValue, 1)]
    public void Of_RegionThatIsNone_IsRefused(int start, int length) =>
        Assert.Contains("a sentence from", Assert.Throws<MedQaServiceException>(() => Annotations.Of(new() { Start = start, Length = length }, Sources)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_CitationWithoutSources_IsRefused() => Assert.Throws<MedQaServiceException>(() => Annotations.Of(Supported(0, 0, 1), new()));

    private static Citation Supported(int passage, int start, int length) => new() { Start = 0, Length = 3, Supported = true, Passage = passage, PassageStart = start, PassageLength = length };
}
