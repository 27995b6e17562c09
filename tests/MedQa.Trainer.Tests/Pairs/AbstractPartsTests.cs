using System.Text.Json;
using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

public sealed class AbstractPartsTests
{
    private const string Long = "Forty nurses wore warm socks or cold ones for ten nights each and wrote down how long and how well they slept. The order was drawn by lot. All of them were asked again after a year had passed, and most of them came.";

    [Fact]
    public void Of_LabelledConclusion_IsCutThereWithoutRegistration()
    {
        var parts = Of(("Methods", Long), ("Results:", "They  slept longer."), ("CONCLUSIONS", "Conclusion: warm socks improve sleep in nurses. ISRCTN00000000."), ("Trial registration", "NCT00000000"));

        Assert.Equal([Long, "They slept longer."], parts!.Contexts);
        Assert.Equal("Warm socks improve sleep in nurses.", parts.Conclusion);
    }

    [Theory]
    [InlineData("In conclusion, warm socks improve the sleep of nurses.", "Warm socks improve the sleep of nurses.")]
    [InlineData("These results suggest that warm socks improve sleep. More nurses are needed.", "These results suggest that warm socks improve sleep. More nurses are needed.")]
    [InlineData("The nurses were paid. Warm socks seem to improve the sleep of nurses.", "Warm socks seem to improve the sleep of nurses.")]
    public void Of_OneSection_IsCutWhereAConclusionBegins(string end, string conclusion)
    {
        var parts = Of(("", $"{Long} {end}"));

        Assert.Equal(conclusion, parts!.Conclusion);
        Assert.StartsWith(Long, Assert.Single(parts.Contexts), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ConclusionGluedToTheResults_IsFound() =>
        Assert.Equal("Warm socks improve sleep in older nurses.", Of(("", Long + " They slept longer.Conclusion: Warm socks improve sleep in older nurses."))!.Conclusion);

    [Theory]
    [InlineData("Conclusions: Warm socks did not improve sleep. Cold ones were disliked by many nurses.")]
    [InlineData("Conclusion. Warm socks did not improve sleep. Cold ones were disliked by many nurses.")]
    [InlineData("CONCLUSIONS: Warm socks did not improve sleep. Cold ones were disliked by many nurses.")]
    [InlineData("Conclusions Warm socks did not improve sleep. Cold ones were disliked by many nurses.")]
    [InlineData("Conclusion and implications: Warm socks did not improve sleep. Cold ones were disliked by many nurses.")]
    [InlineData("Conclusions and relevance. Warm socks did not improve sleep. Cold ones were disliked by many nurses.")]
    [InlineData("Conclusion: Warm socks did not improve sleep. Cold ones were disliked by many nurses. Key words:Socks, nurses, sleep at night.")]
    public void Of_LabelInTheTextWithSentencesBehindIt_IsCutAtTheLabel(string end)
    {
        var parts = Of(("", $"{Long} {end}"));

        Assert.Equal("Warm socks did not improve sleep. Cold ones were disliked by many nurses.", parts!.Conclusion);
        Assert.Equal([Long], parts.Contexts);
    }

    [Fact]
    public void Of_LabelInTheFirstHalf_IsCutAtTheLabel()
    {
        const string Conclusion = "Warm socks did not improve sleep. Cold ones were disliked. Nurses slept well. Some woke early. Some slept by day.";

        Assert.Equal(Conclusion, Of(("", $"{Long} Conclusions: {Conclusion}"))!.Conclusion);
    }

    [Fact]
    public void Of_ConclusionsOfOthersInTheFirstHalf_AreNone() =>
        Assert.Equal("Warm socks improve the sleep of nurses.", Of(("", $"Conclusions of earlier trials differ. {Long} In conclusion, warm socks improve the sleep of nurses."))!.Conclusion);

    [Theory]
    [InlineData("Sleep was 40 minutes longer with warm socks than with cold ones.")]
    [InlineData("However, they were as tired in the morning as before.")]
    [InlineData("In conclusion, the study will show what socks are good for.")]
    [InlineData("In conclusion, yes.")]
    public void Of_NoConclusion_IsNone(string end) => Assert.Null(Of(("", $"{Long} {end}")));

    [Fact]
    public void Of_NothingBeforeTheConclusion_IsNone()
    {
        Assert.Null(Of(("Conclusion", "Warm socks improve sleep in nurses.")));
        Assert.Null(Of(("Results", "They slept."), ("Conclusion", "Warm socks improve sleep in nurses.")));
        Assert.Null(Of());
    }

    private static AbstractParts? Of(params (string Label, string Text)[] sections) =>
        AbstractParts.Of(JsonSerializer.SerializeToElement(sections.Select(s => new { label = s.Label, text = s.Text })));
}
