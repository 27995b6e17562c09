using System.Text.Json;
using MedQa.Trainer.Pretraining;

namespace MedQa.Trainer.Tests.Pretraining;

public class TextTemplateTests
{
    private const string Trial = "{title}\n{each abstract join \"\\n\"}{if label}{label}: {end}{text}{end}\n{each body join \"\\n\"}{if label}{label}\n{end}{text}{end}";
    private const string Definition = "{term}{if synonyms} ({each synonyms join \", \" max 3}{.}{end}){end}: {definition}";
    private const string WordNet = "{each words join \", \"}{.}{end}: {gloss}{if examples}; e.g. {each examples join \"; \"}{.}{end}{end}";

    // The expected texts are what the reference's Python expressions give for these rows.
    [Theory]
    [InlineData(
        Trial,
        """{"title": "T", "abstract": [{"label": "Aim", "text": "a"}, {"label": "", "text": "b"}], "body": [{"label": "Intro", "text": "c"}, {"label": "", "text": "d"}]}""",
        "T\nAim: a\nb\nIntro\nc\nd")]
    [InlineData(Trial, """{"title": "T", "abstract": [], "body": []}""", "T\n\n")]
    [InlineData(Trial, """{"title": "T", "abstract": [{"label": null, "text": "a"}], "body": [{"label": "B", "text": "c"}]}""", "T\na\nB\nc")]
    [InlineData(Definition, """{"term": "t", "synonyms": ["a", "b", "c", "d"], "definition": "x"}""", "t (a, b, c): x")]
    [InlineData(Definition, """{"term": "t", "synonyms": [], "definition": "x"}""", "t: x")]
    [InlineData(WordNet, """{"words": ["w", "v"], "gloss": "g", "examples": ["e", "f"]}""", "w, v: g; e.g. e; f")]
    [InlineData(WordNet, """{"words": ["w"], "gloss": "g", "examples": []}""", "w: g")]
    [InlineData("{note}\n{dialogue}", """{"note": "n", "dialogue": "d\nd"}""", "n\nd\nd")]
    [InlineData("{{{n}}} is {b}", """{"n": 1.50, "b": true}""", "{1.50} is true")]
    [InlineData("{each a join \"}\\\"\"}{.}{end}", """{"a": ["x", "y"]}""", "x}\"y")]
    [InlineData("{q}: {each c.list join \" \"}{.}{end}{if c.d.e} ({c.d.e}){end}{if c.none}!{end}", """{"q": "Q", "c": {"list": ["a b.", "c."], "d": {"e": 7}}}""", "Q: a b. c. (7)")]
    public void Render_Row_IsTheReferencesText(string template, string row, string expected)
    {
        using var document = JsonDocument.Parse(row);

        Assert.Equal(expected, TextTemplate.Parse(template).Render(document.RootElement));
    }

    [Theory]
    [InlineData("{a", "not closed")]
    [InlineData("a}", "without '{'")]
    [InlineData("{if a}x", "not closed with {end}")]
    [InlineData("x{end}", "closes nothing")]
    [InlineData("{each a joined \",\"}{end}", "none of")]
    [InlineData("{a b}", "none of")]
    [InlineData("{a.}", "none of")]
    [InlineData("{if a..b}x{end}", "{name.name}")]
    public void Parse_Malformed_SaysWhatAndWhere(string template, string expected)
    {
        var error = Assert.Throws<FormatException>(() => TextTemplate.Parse(template));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("character", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{b}", "'b' is missing")]
    [InlineData("{a}", "must be a text")]
    [InlineData("{each s}{.}{end}", "needs a list")]
    [InlineData("{o.b}", "'o.b' is missing")]
    [InlineData("{s.b}", "'s.b' is missing")]
    [InlineData("{o.n.b}", "'o.n.b' is missing")]
    [InlineData("{o.l}", "'o.l' is Array; it must be a text")]
    [InlineData("{each o.s}{.}{end}", "'o.s' is String; 'each' needs a list")]
    public void Render_FieldThatDoesNotFit_NamesIt(string template, string expected)
    {
        using var document = JsonDocument.Parse("""{"a": [1], "s": "x", "o": {"l": [1], "s": "x", "n": null}}""");

        var error = Assert.Throws<FormatException>(() => TextTemplate.Parse(template).Render(document.RootElement));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
