using MedQa.Web.Api;

namespace MedQa.Web.Tests.Api;

public sealed class AskTests
{
    public static TheoryData<string, string?> Flaws => new()
    {
        { "ok", null },
        { "longest", null },
        { "no question", "The question is empty." },
        { "long question", "The question has 4,001 characters; at most 4,000 are taken." },
        { "long passage", "The passage has 40,001 characters; at most 40,000 are taken." },
        { "long history", "The conversation has 17 earlier exchanges; at most 16 are taken." },
        { "no answer", "An earlier exchange lacks its question or its answer." },
        { "null exchange", "An earlier exchange lacks its question or its answer." },
        { "long answer", "An earlier exchange is too long." },
        { "required", null },
        { "unknown grounding", "Where the answer comes from is one of off, auto and required." },
        { "passage and library", "An answer comes from a passage or from the library, not from both." },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public void Flaw_Ask_SaysWhatIsWrong(string name, string? expected)
    {
        var ask = name switch
        {
            "longest" => new Ask(
                new string('q', 4_000), new string('p', 40_000), "a", [.. Enumerable.Repeat(new PastExchange(new string('q', 4_000), new string('a', 20_000)), 16)]),
            "no question" => new Ask(null),
            "long question" => new Ask(new string('q', 4_001)),
            "long passage" => new Ask("q", new string('p', 40_001)),
            "long history" => new Ask("q", History: [.. Enumerable.Repeat(new PastExchange("q", "a"), 17)]),
            "no answer" => new Ask("q", History: [new("q", "")]),
            "null exchange" => new Ask("q", History: [null!]),
            "long answer" => new Ask("q", History: [new("q", new string('a', 20_001))]),
            "required" => new Ask("q", " ", Grounding: "required"),
            "unknown grounding" => new Ask("q", Grounding: "Required"),
            "passage and library" => new Ask("q", "p", Grounding: "auto"),
            _ => new Ask("q", "p", "a", [new("q", "a")]),
        };

        Assert.Equal(expected, ask.Flaw());
    }

    [Fact]
    public void ToDecideRequest_BlankPassage_SendsNone() =>
        Assert.Empty(new Ask("q", " \n\t ").ToDecideRequest().ContextPassages);
}
