namespace MedQa.Library.Tests.Documents;

public sealed class JsonLinesReaderTests
{
    [Fact]
    public void Read_Lines_AreSectionsWithTheirOwnTitleDateAndPage()
    {
        var document = Read.Text("abstracts.jsonl", """
            {"title": "A trial", "date": "2020-07", "page": 3, "text": "One.\nTwo.", "other": [1]}

            {"text": "Three."}
            """);
        Assert.Equal("abstracts", document.Title);
        Assert.Equal(["A trial @3 2020-07-01: One.\nTwo.", ": Three."], Read.Sections(document));
    }

    [Theory]
    [InlineData("{\"text\": \"secret\"}\n{\"text\": secret}", "is no JSON in line 2.")]
    [InlineData("[\"secret\"]", "has no object with a \"text\" in line 1.")]
    [InlineData("{\"text\": 5, \"x\": \"secret\"}", "has no object with a \"text\" in line 1.")]
    [InlineData("{\"text\": \"\\ud800 secret\"}", "is no JSON in line 1.")]
    public void Read_BrokenLine_IsNamedWithoutItsText(string content, string reason) => Assert.Equal(reason, Read.Refusal("a.jsonl", content));

    [Fact]
    public void Read_NestedWithoutEnd_IsRefused() => Assert.Equal("is no JSON in line 1.", Read.Refusal("a.jsonl", "{\"text\": " + new string('[', 100_000)));
}
