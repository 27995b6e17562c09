namespace MedQa.Web.Tests.Browser;

[CollectionDefinition(Name)]
public sealed class InChromium : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Chromium";
}
