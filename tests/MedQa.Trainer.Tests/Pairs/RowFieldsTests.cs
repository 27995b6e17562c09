using System.Text.Json;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

public sealed class RowFieldsTests
{
    private static readonly string[] Fields = ["title", "synonyms[]", "abstract[].label?", "abstract[].text"];

    [Fact]
    public void Check_RowWithAllFields_IsFine() =>
        Check("""{"title": "One", "synonyms": ["two"], "abstract": [{"label": null, "text": "Three."}, {"label": "Methods", "text": ""}], "other": 4}""");

    [Theory]
    [InlineData("""{"synonyms": [], "abstract": []}""", "title: the field is missing.")]
    [InlineData("""{"title": null, "synonyms": [], "abstract": []}""", "title: expected a text, found Null.")]
    [InlineData("""{"title": "secret \ud800", "synonyms": [], "abstract": []}""", "title: expected a text, found String.")]
    [InlineData("""{"title": "secret", "synonyms": "none", "abstract": []}""", "synonyms: expected a list, found String.")]
    [InlineData("""{"title": "secret", "synonyms": ["secret", 2], "abstract": []}""", "synonyms[1]: expected a text, found Number.")]
    [InlineData("""{"title": "secret", "synonyms": [], "abstract": ["secret"]}""", "abstract[0]: expected an object, found String.")]
    [InlineData("""{"title": "secret", "synonyms": [], "abstract": [{"text": "secret"}]}""", "abstract[0].label: the field is missing.")]
    [InlineData("""{"title": "secret", "synonyms": [], "abstract": [{"label": "", "text": null}]}""", "abstract[0].text: expected a text, found Null.")]
    public void Check_RowWithAWrongField_NamesFileLineAndField(string row, string expected)
    {
        var error = Assert.Throws<DataFileException>(() => Check(row));

        Assert.StartsWith($"rows.jsonl, line 7, field {expected}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static void Check(string row)
    {
        using var document = JsonDocument.Parse(row);
        RowFields.Check("rows.jsonl", 7, document.RootElement, Fields);
    }
}
