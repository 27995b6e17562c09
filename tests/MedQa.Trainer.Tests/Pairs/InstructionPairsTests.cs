using System.Text.Json;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs;
using MedQa.Trainer.Pretraining;
using Xunit.Abstractions;

namespace MedQa.Trainer.Tests.Pairs;

public class InstructionPairsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task BuildDecisions_Articles_AreRowsThatTrainReads()
    {
        using var folder = new TemporaryFolder();
        const string Methods = "Forty nurses read at night or did not, for ten nights each, and wrote down what they could recall. The order was drawn by lot. All were asked again after a year, and most of them came. Whatever improves sleep was noted too.";
        static object Article(string title, params string[] sections) =>
            new { title, @abstract = sections.Select(s => new { label = s.Split('|')[0], text = s.Split('|')[1] }) };
        await File.WriteAllLinesAsync(folder.File("trial-articles.jsonl"), new[]
        {
            Article("Held out rows improve nothing at all", $"Methods|{Methods}", "Conclusion|Held out rows are held out here."),
            Article("Nightly Reading Improves Recall in Nurses: a trial", "Aims|To  assess the effect of reading at night on recall.", $"Methods|{Methods}", "Conclusions|Reading at night improved recall in nurses.", "Registration|Late."),
            Article("Effect of nightly reading on sleep", $"Methods|{Methods}", "Conclusion|Nightly reading did not improve sleep in nurses."),
            Article("Nightly reading in nurses", $"|{Methods} In conclusion, nightly reading was liked by nurses."),
            Article("Effect of nightly reading on worry: protocol", $"Methods|{Methods}", "Conclusion|Worry will be reduced by reading."),
            Article("Effect of nightly reading on cooks", "Conclusion|Cooks liked to read at night.", $"Methods|{Methods}"),
            Article("Effect of nightly reading on mood", $"Methods|{Methods}", "Conclusion|Mood was better with nightly reading, but it was not good."),
        }.Select(a => JsonSerializer.Serialize(a)));

        InstructionPairs.Write(InstructionPairs.BuildDecisions(folder.Path, seed: 1), folder.File("rows.jsonl"));
        var rows = (await QaFile.LoadAsync(folder.File("rows.jsonl"))).OrderBy(r => r.Id, StringComparer.Ordinal).ToArray();

        Assert.Equal(
            [
                ("decisions-1-aim", "Does reading at night affect recall?", "yes"),
                ("decisions-1-statement", "Does nightly reading improve recall in nurses?", "yes"),
                ("decisions-2-conclusion", "Does nightly reading improve sleep in nurses?", "no"),
                ("decisions-2-title", "Does nightly reading affect sleep?", "no"),
                ("decisions-6-title", "Does nightly reading affect mood?", "maybe"),
            ],
            rows.Select(r => (r.Id, r.Question, r.Decision!)));
        Assert.Equal(["To assess the effect of reading at night on recall.", Methods], rows[0].Contexts);
        Assert.Equal("Reading at night improved recall in nurses.", rows[0].LongAnswer);
    }

    [Theory]
    [InlineData("""{"title": null, "abstract": []}""", "field title:")]
    [InlineData("""{"title": "Socks", "abstract": [{"label": "", "text": null}]}""", "field abstract[0].text:")]
    public async Task BuildDecisions_WrongField_NamesFileLineAndField(string row, string expected)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder.File("trial-articles.jsonl"), ["""{"title": "Held out", "abstract": []}""", row]);

        var error = Assert.Throws<DataFileException>(() => InstructionPairs.BuildDecisions(folder.Path, seed: 0));

        Assert.Contains($"trial-articles.jsonl, line 2, {expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildDecisions_TitleThatIsABracket_IsPassedOver()
    {
        using var folder = new TemporaryFolder();
        const string Sections = """[{"label": "Methods", "text": "Forty nurses wore warm socks or cold ones for ten nights each and wrote down how long and how well they slept. The order was drawn by lot. All of them were asked again after a year had passed, and most of them came. The safety of socks was noted."}, {"label": "Conclusion", "text": "Warm socks were safe in adults."}]""";
        await File.WriteAllLinesAsync(
            folder.File("trial-articles.jsonl"),
            new[] { "Held out", "Safety of (QSM) in adults", "Safety of warm socks in adults" }.Select(t => $$"""{"title": "{{t}}", "abstract": {{Sections}}}"""));

        Assert.Equal(["Are warm socks safe in adults?"], InstructionPairs.BuildDecisions(folder.Path, seed: 0).Select(p => p.Question));
    }

    [Fact]
    public async Task BuildDecisions_Cancelled_Stops()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder.File("trial-articles.jsonl"), ["""{"title": "Held out", "abstract": []}"""]);

        Assert.Throws<OperationCanceledException>(() => InstructionPairs.BuildDecisions(folder.Path, seed: 0, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Write_CancelledMidway_LeavesTheOldFileAlone()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        var path = folder.File("pairs.jsonl");
        await File.WriteAllTextAsync(path, "old");

        Assert.Throws<OperationCanceledException>(() => InstructionPairs.Write(Pairs(), path, cancellation.Token));

        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Equal("old", await File.ReadAllTextAsync(path));

        IEnumerable<InstructionPair> Pairs()
        {
            yield return new InstructionPair("1", "Why?", [], "So.");
            cancellation.Cancel();
            yield return new InstructionPair("2", "Why not?", [], "So.");
            throw new InvalidOperationException("The token was not looked at.");
        }
    }

    [SkippableFact]
    public async Task BuildDecisions_TheCorpus_HasAllDecisionsAndTheSameBytesAgain()
    {
        using var folder = new TemporaryFolder();
        var corpus = Goldens.RequireBesideModels("corpus");

        var pairs = InstructionPairs.BuildDecisions(corpus, seed: 0);
        InstructionPairs.Write(pairs, folder.File("first.jsonl"));
        InstructionPairs.Write(InstructionPairs.BuildDecisions(corpus, seed: 0), folder.File("second.jsonl"));

        Assert.Equal(await File.ReadAllBytesAsync(folder.File("first.jsonl")), await File.ReadAllBytesAsync(folder.File("second.jsonl")));
        Assert.Equal(pairs.Count, (await QaFile.LoadAsync(folder.File("first.jsonl"))).Count);
        Assert.DoesNotContain(pairs, p => RowOf(p.Id) % CorpusRows.HoldOutEvery == 0);
        Assert.All(pairs, p => Assert.Matches(@"^\p{Lu}.*\?$", p.Question));
    }

    /// <summary>The table in docs/decisions/0071.</summary>
    [SkippableFact]
    public void BuildDecisions_TheCorpus_GivesTheDocumentedCounts()
    {
        var pairs = InstructionPairs.BuildDecisions(Goldens.RequireBesideModels("corpus"), seed: 0);
        var counts = pairs.GroupBy(p => p.Id.Split('-')[^1]).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Source: g.Key, Yes: g.Count(p => p.Decision == "yes"), No: g.Count(p => p.Decision == "no"), Maybe: g.Count(p => p.Decision == "maybe"))).ToArray();
        foreach (var (source, yes, no, maybe) in counts)
        {
            output.WriteLine($"{source,-10} {yes,5} yes {no,5} no {maybe,5} maybe");
        }

        var articles = pairs.Select(p => RowOf(p.Id)).Distinct().Count();
        output.WriteLine($"{pairs.Count} questions of {articles} articles");

        Assert.Equal(
            [
                ("aim", 476, 163, 46),
                ("conclusion", 0, 100, 0),
                ("question", 17, 12, 2),
                ("statement", 134, 23, 0),
                ("title", 557, 185, 71),
            ],
            counts);
        Assert.Equal(1_277, articles);
    }

    [SkippableFact]
    public async Task BuildDecisions_TheCorpus_HasNoArticleOfPubMedQa()
    {
        var known = (await QaFile.LoadAsync(Goldens.RequireBesideModels("pubmedqa/ori_pqal.json"))).Select(r => r.Id).ToHashSet();
        var corpus = Path.Combine(Goldens.RequireBesideModels("corpus"), "trial-articles.jsonl.xz");

        Assert.DoesNotContain(CorpusReader.Rows(corpus), r => known.Contains(r.Row.GetProperty("pmid").ToString()));
    }

    /// <summary>The row's number, which follows the source's name.</summary>
    private static int RowOf(string id) => int.Parse(id.Split('-').First(p => p.All(char.IsDigit)), System.Globalization.CultureInfo.InvariantCulture);
}
