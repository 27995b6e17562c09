
namespace MedQa.Library.Tests.Documents;

public sealed class MarkdownReaderTests
{
    [Fact]
    public void Read_PageWithEverything_GivesTitleDateHeadingsAndParagraphs()
    {
        var document = Read.Text("conditions/asthma.md", """
            ---
            title: "Asthma: an overview"
            date: 2024-05-17
            review: " not clinically
              reviewed"
            tags: [a, {title: inner}]
            ---
            # Asthma: an overview

            Asthma *narrows* the
            airways, see [the **guide**](https://example.org/x).

            ## Treatment
            ### Relievers

            1. Salbutamol `2 puffs`
            2. Another:
               - nested &amp; deep

            <script>alert("no")</script>

            ## When to get help

            | Sign | What to do |
            |---|---|
            | Blue lips | Call **now** |
            """);

        Assert.Equal("Asthma: an overview", document.Title);
        Assert.Equal(new DateOnly(2024, 5, 17), document.Date);
        Assert.Equal("not clinically reviewed", document.Review);
        Assert.Equal(
            [
                ": Asthma narrows the airways, see the guide.",
                "Treatment > Relievers: - Salbutamol 2 puffs\n- Another:\n- nested & deep",
                "When to get help: Sign | What to do\nBlue lips | Call now",
            ],
            Read.Sections(document));
    }

    [Fact]
    public void Read_NoFrontMatter_TitleIsTheFirstHeadingElseTheFile()
    {
        Assert.Equal("Fever", Read.Text("a.md", "# Fever\n\nHot.").Title);
        Assert.Equal("fever in children", Read.Text("x/fever in children.md", "## Signs\n\nHot.").Title);
        Assert.Null(Read.Text("a.md", "# Fever\n\nHot.").Date);
    }

    [Fact]
    public void Read_RuleAtTheTop_IsNoFrontMatter() => Assert.Equal([": Hot."], Read.Sections(Read.Text("a.md", "---\n\nHot.")));

    [Fact]
    public void Read_AliasesInFrontMatter_AreNotExpanded()
    {
        var bomb = "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\ntitle: Mine\ndate: *a\n---\nText.";
        var document = Read.Text("a.md", bomb);
        Assert.Equal("Mine", document.Title);
        Assert.Null(document.Date);
    }

    [Fact]
    public void Read_BrokenFrontMatter_NamesTheLine() =>
        Assert.Equal("has a front matter that is no YAML (near its line 3).", Read.Refusal("a.md", "---\ntitle: ok\nb: [secret\n---\nText."));

    [Fact]
    public void Read_NestedWithoutEnd_IsRefused()
    {
        Assert.Contains("too deeply", Read.Refusal("a.md", string.Concat(Enumerable.Repeat("> ", 20_000)) + "secret"), StringComparison.Ordinal);
        Assert.Contains("too deeply", Read.Refusal("a.md", new string('[', 5_000_000) + "secret"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[secret](")]
    [InlineData("[secret]: b\n")]
    public void Read_MoreLinksThanAnyPageHas_IsRefused(string link) =>
        Assert.Contains("more than 5,000 links", Read.Refusal("a.md", string.Concat(Enumerable.Repeat(link, 5_001))), StringComparison.Ordinal);

    [Fact]
    public void Read_HeadingsWithoutText_HoldNoText() => Assert.Equal("holds no text.", Read.Refusal("a.md", "# Secret\n\n## Secret"));
}
