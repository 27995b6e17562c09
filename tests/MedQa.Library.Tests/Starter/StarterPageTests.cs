using System.Globalization;
using MedQa.Library.Documents;

namespace MedQa.Library.Tests.Starter;

public sealed class StarterPageTests
{
    private const string Good = "ibuprofen.md";

    public static TheoryData<string> Files => [.. StarterFolder.Pages.Select(page => page.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Broken_PageOfTheLibrary_IsEmpty(string file) =>
        Assert.Empty(StarterRules.Broken(StarterFolder.Pages.Single(page => page.File == file)));

    /// <summary>A good page with one fault planted in it breaks the rule that the fault is about.</summary>
    [Theory]
    [InlineData("review: not clinically reviewed", "review: reviewed", "review: reviewed")]
    [InlineData("date: 2026-11-23", "date: 2026-11-31", "date: 2026-11-31")]
    [InlineData("date: 2026-11-23\n", "", "fields: title, category, review")]
    [InlineData("title: Ibuprofen", "title: Ibuprofen gel", "file name: ibuprofen.md")]
    [InlineData("# Ibuprofen\n", "# Naproxen\n", "heading: Naproxen")]
    [InlineData("category: medicine", "category: drug", "category: drug")]
    [InlineData("category: medicine", "category: condition", "sections: Get help at once, What it is for")]
    [InlineData("## Get help at once\n", "## What to know\n", "sections: What to know, What it is for")]
    [InlineData("your local emergency number", "999 as your emergency number", "a country's emergency number: Call 999")]
    [InlineData("Ibuprofen eases pain", "Take 400 mg. Ibuprofen eases pain", "dose: 400 mg")]
    [InlineData("Ibuprofen eases pain", "Take 1-2 tablets. Ibuprofen eases pain", "dose: 1-2 tablets")]
    [InlineData("Ibuprofen eases pain", "Take two tablets. Ibuprofen eases pain", "dose: two tablets")]
    [InlineData("Ibuprofen eases pain", "Take some every 6 to 8 hours. Ibuprofen eases pain", "how often: every 6 to 8 hours")]
    [InlineData("Ibuprofen eases pain", "Take some three times a day. Ibuprofen eases pain", "how often: three times a day")]
    [InlineData("Ibuprofen eases pain", "Take some twice daily. Ibuprofen eases pain", "how often: twice daily")]
    [InlineData("Ibuprofen eases pain", "See [the leaflet](x). Ibuprofen eases pain", "link: ](")]
    [InlineData("Ibuprofen eases pain", "See www.example. Ibuprofen eases pain", "link: www.")]
    [InlineData("Crohn's disease", "Crohn\u2019s disease", "character U+2019")]
    public void Broken_PlantedFault_NamesIt(string text, string replacement, string expected)
    {
        var source = StarterFolder.Pages.Single(page => page.File == Good).Source;
        var planted = source.Replace(text, replacement, StringComparison.Ordinal);

        Assert.NotEqual(source, planted);
        Assert.Contains(StarterRules.Broken(StarterPage.Parse(Good, planted)), broken => broken.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Broken_TooShortOrTooLong_NamesTheWords()
    {
        var page = StarterFolder.Pages.Single(page => page.File == Good);
        var words = string.Join(' ', Enumerable.Repeat("word", 351));

        Assert.Contains("words: 351", StarterRules.Broken(page with { Sections = [KeyValuePair.Create("What it is", words)] }));
        Assert.Contains("words: 149", StarterRules.Broken(page with { Sections = [KeyValuePair.Create("What it is", words[..(149 * 5)])] }));
    }

    [Fact]
    public void Broken_UrgentSectionThatSendsNowhere_NamesIt()
    {
        var source = StarterFolder.Pages.Single(page => page.File == Good).Source;
        var planted = source.Replace("emergency", "good", StringComparison.Ordinal);

        Assert.Contains(StarterRules.Broken(StarterPage.Parse(Good, planted)), broken => broken.StartsWith("urgent section", StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_Titles_AreUnique()
    {
        var titles = StarterFolder.Pages.Select(page => page.Field("title").ToUpperInvariant()).ToArray();

        Assert.True(titles.Length >= 100, $"Only {titles.Length} pages were found in {StarterFolder.Path}.");
        Assert.Equal(titles.Order().Distinct(), titles.Order());
    }

    [Fact]
    public void Files_WithoutFrontMatter_AreTheReadmeAlone()
    {
        var pages = StarterFolder.Pages.Select(page => page.File).ToHashSet();
        var others = Directory.EnumerateFiles(StarterFolder.Path).Select(Path.GetFileName).Where(file => !pages.Contains(file!));

        Assert.Equal(["README.md"], others);
    }

    /// <summary>The library's own reader finds the same title, date, headings and words as the parser of these tests.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Read_PageOfTheLibrary_KeepsTitleDateHeadingsAndText(string file)
    {
        var page = StarterFolder.Pages.Single(page => page.File == file);

        var document = DocumentReaders.Default.Read(File.ReadAllBytes(Path.Combine(StarterFolder.Path, file)), file, CancellationToken.None);

        Assert.Equal(page.Field("title"), document.Title);
        Assert.Equal(page.Field("date"), document.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(page.Sections.Select(section => section.Key), document.Sections.Select(section => section.Headings.Single()));
        Assert.Equal(page.Sections.Select(section => section.Value.Replace('\n', ' ')), document.Sections.Select(section => section.Text));
    }
}
