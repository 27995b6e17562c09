using MedQa.Library.Grounding;
using MedQa.Library.Retrieval;

namespace MedQa.Library.Tests.Grounding;

public sealed class GroundingOptionsTests
{
    [Fact]
    public void Validate_ValueThatDoesNotFit_IsNamed()
    {
        new GroundingOptions().Validate();
        Fails("ContextWords must be from 20 to 100000, but is 19", new() { ContextWords = 19 });
        Fails("MostPassages must be from 1 to 100, but is 0", new() { MostPassages = 0 });
        Fails("Search must be", new() { Search = (RetrievalMode)9 });
        Fails("RelevanceThreshold must be from 0 to 1, but is 1.5", new() { RelevanceThreshold = 1.5 });
        Fails("RelevanceThreshold must be", new() { RelevanceThreshold = double.NaN });
        Fails("BestSentenceBias must be from 0 to 1000, but is -1", new() { BestSentenceBias = -1 });
        Fails("BestSentenceBias must be", new() { BestSentenceBias = double.NaN });

        static void Fails(string message, GroundingOptions options) => Assert.Contains(message, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }
}
