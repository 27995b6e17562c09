using System.Text.Json;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs;

namespace MedQa.Trainer.Tests.Pairs;

public class InstructionPairsTests
{
    [SkippableFact]
    public void Build_TheCorpus_MostPairsHoldTheirAnswerAndNoneIsHeldOut()
    {
        var pairs = InstructionPairs.Build(Goldens.RequireBesideModels("corpus"), seed: 0);

        Assert.InRange(pairs.Count, 25_000, 60_000);
        Assert.Equal(pairs.Count, pairs.Select(p => p.Id).Distinct().Count());
        Assert.DoesNotContain(pairs, p => RowOf(p.Id) % InstructionPairs.HoldOutEvery == 0);
        var read = pairs.Count(p => p.Contexts.Any(c => c.Contains(p.Answer, StringComparison.OrdinalIgnoreCase)));
        Assert.InRange(read / (double)pairs.Count, 0.7, 1);
        Assert.InRange(pairs.Count(p => p.Contexts.Count == 0) / (double)pairs.Count, 0.03, 0.12);
        Assert.All(pairs, p => Assert.False(string.IsNullOrWhiteSpace(p.Question) || string.IsNullOrWhiteSpace(p.Answer)));
        Assert.All(pairs.Where(p => p.Contexts.Count == 0), p => Assert.Equal(PairText.NoPassage, p.Answer));
    }

    [SkippableFact]
    public void Build_SameSeed_GivesTheSamePairs()
    {
        var corpus = Goldens.RequireBesideModels("corpus");

        Assert.Equal(
            InstructionPairs.Build(corpus, 3).Take(500).Select(p => (p.Id, p.Answer, string.Join('|', p.Contexts))),
            InstructionPairs.Build(corpus, 3).Take(500).Select(p => (p.Id, p.Answer, string.Join('|', p.Contexts))));
    }

    [Fact]
    public void Of_TrialWithConclusion_AsksTheTitleOverTheOtherSections()
    {
        using var row = JsonDocument.Parse("""
            {"title": "Does rest help.", "abstract": [{"label": "Methods", "text": "We  asked."}, {"label": "", "text": "Ten slept."}, {"label": "Conclusions", "text": "It helps."}]}
            """);

        var pairs = TrialPairs.Of(row.RootElement, 7).ToArray();

        Assert.Equal("Does rest help?", pairs[0].Question);
        Assert.Equal(["We asked.", "Ten slept."], pairs[0].Contexts);
        Assert.Equal("It helps.", pairs[0].Answer);
        Assert.Equal(["How was the study done?", "What did the authors conclude?"], pairs[1..].Select(p => p.Question));
        Assert.All(pairs[1..], p => Assert.Equal(["We asked.", "Ten slept.", "It helps."], p.Contexts));
    }

    [Fact]
    public async Task BuildDecisions_StatementTitles_AreRowsThatTrainReads()
    {
        using var folder = new TemporaryFolder();
        static object Article(string title, params string[] sections) =>
            new { title, @abstract = sections.Select(s => new { label = s.Split('|')[0], text = s.Split('|')[1] }) };
        await File.WriteAllLinesAsync(folder.File("trial-articles.jsonl"), new[]
        {
            Article("Held out rows improve nothing at all", "Methods|M.", "Conclusion|C."),
            Article("Nightly reading improves recall in nurses: a trial", "Aims|To  know.", "Results|Ten did.", "Conclusions|It did.", "Registration|Late."),
            Article("Nightly reading does not improve sleep in nurses", "Results|Two did.", "Conclusion|It did not."),
            Article("Effect of nightly reading on recall", "Results|Two did.", "Conclusion|It did."),
            Article("Nightly reading improves recall in cooks", "Conclusion|It did.", "Results|Two did."),
        }.Select(a => JsonSerializer.Serialize(a)));

        InstructionPairs.Write(InstructionPairs.BuildDecisions(folder.Path, seed: 1), folder.File("rows.jsonl"));
        var rows = (await QaFile.LoadAsync(folder.File("rows.jsonl"))).OrderBy(r => r.Id, StringComparer.Ordinal).ToArray();

        Assert.Equal(["decisions-1", "decisions-2"], rows.Select(r => r.Id));
        Assert.Equal(["yes", "no"], rows.Select(r => r.Decision));
        Assert.Equal("Does nightly reading improve recall in nurses?", rows[0].Question);
        Assert.Equal(["To know.", "Ten did."], rows[0].Contexts);
        Assert.Equal("It did.", rows[0].LongAnswer);
    }

    [Theory]
    [InlineData("One. Two three.", 100, "One. Two three.")]
    [InlineData("One. Two three. Four five six.", 18, "One. Two three.")]
    [InlineData("One two three four.", 8, null)]
    [InlineData("", 8, null)]
    public void FirstSentences_Text_AsManyAsFit(string text, int longest, string? expected) =>
        Assert.Equal(expected, PairText.FirstSentences(text, longest));

    /// <summary>The row's number, which follows the source's name.</summary>
    private static int RowOf(string id) => int.Parse(id.Split('-').First(p => p.All(char.IsDigit)), System.Globalization.CultureInfo.InvariantCulture);
}
