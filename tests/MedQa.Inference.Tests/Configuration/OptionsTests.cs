using MedQa.Inference.Testing;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Tests.Configuration;

public class OptionsTests
{
    [Theory]
    [InlineData("MedQa:GrpcPort", "65536", "GrpcPort")]
    [InlineData("MedQa:ProbePort", "-1", "ProbePort")]
    [InlineData("MedQa:Bind", "7", "Bind")]
    [InlineData("MedQa:Model", "", "Model")]
    [InlineData("MedQa:Device", "9", "Device")]
    [InlineData("MedQa:Limits:MaxQueuedRequests", "0", "MaxQueuedRequests")]
    [InlineData("MedQa:Limits:MaxSearches", "0", "MaxSearches")]
    [InlineData("MedQa:Limits:MaxSearches", "1001", "MaxSearches")]
    [InlineData("MedQa:Limits:MaxQueuedSearches", "-1", "MaxQueuedSearches")]
    [InlineData("MedQa:Limits:DrainSeconds", "-1", "DrainSeconds")]
    [InlineData("MedQa:Adapters:MaxLoaded", "0", "MaxLoaded")]
    [InlineData("MedQa:Library:RelevanceThreshold", "1.5", "RelevanceThreshold")]
    public void Start_OptionOutOfRange_FailsAndNamesIt(string key, string value, string name)
    {
        var e = Assert.Throws<OptionsValidationException>(() => InferenceServer.Listen(new Dictionary<string, string> { [key] = value }));

        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }
}
