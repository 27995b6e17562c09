using System.Text.Json;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pairs;
using MedQa.Trainer.Pairs.Drills.Findings;
using Xunit.Abstractions;

namespace MedQa.Trainer.Tests.Pairs.Drills.Findings;

public sealed class DecisionDrillsTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Build_Articles_AreRowsThatTrainReads()
    {
        await WriteAsync(Articles(60));

        var (drills, counts) = DecisionDrills.Build(folder.Path, seed: 1);
        InstructionPairs.Write(drills, folder.File("rows.jsonl"));
        var rows = await QaFile.LoadAsync(folder.File("rows.jsonl"));

        Assert.Equal(drills.Count, rows.Count);
        Assert.InRange(drills.Count, 100, 400);
        Assert.Equal(counts.Values.Sum(), drills.Count);
        Assert.Equal(drills.Count, drills.Select(d => d.Id).Distinct().Count());
        Assert.All(drills, d => Assert.Matches(@"^decision-drill-\d+-\d+$", d.Id));
        Assert.All(drills, d => Assert.Matches(@"^(?:Is|Are|Do|Does) .*\?$", d.Question));
        Assert.All(drills, d => Assert.Contains(d.Answer, Assert.Single(d.Contexts), StringComparison.Ordinal));
        Assert.All(drills, d => Assert.InRange(d.Contexts[0].Split(' ').Length, FindingPassages.FewestWords, FindingPassages.MostWords));
        Assert.Equal(drills.Count(d => d.Decision == "yes"), drills.Count(d => d.Decision == "no"));
    }

    [Fact]
    public async Task Build_HeldOutRow_IsInNoDrill()
    {
        await WriteAsync(Articles(101));

        var rows = DecisionDrills.Build(folder.Path, seed: 1).Drills.Select(RowOf).ToHashSet();

        Assert.DoesNotContain(rows, r => r % CorpusRows.HoldOutEvery == 0);
        Assert.Contains(49, rows);
        Assert.Contains(51, rows);
    }

    [Fact]
    public async Task Build_QuestionThatAnArticleAnswersBothWays_IsLeftOut()
    {
        const string Fill = "The order was drawn by lot and none of those who took part knew which of them it was.";
        await WriteAsync(Enumerable.Range(0, 10).Select(i => Article($"Sock{i}in reduced pain in nurses. {Fill} Sock{i}in did not reduce pain in nurses. {Fill} Tea{i}in increased sleep in nurses. {Fill} Lamp{i}in reduced sleep in nurses.")));

        var questions = DecisionDrills.Build(folder.Path, seed: 1).Drills.Select(d => d.Question).ToArray();

        Assert.NotEmpty(questions);
        Assert.DoesNotContain(questions, q => q.Contains("reduce pain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_SameSeed_SameDrills_AndOthersWithAnother()
    {
        await WriteAsync(Articles(60));

        Assert.Equal(Lines(3), Lines(3));
        Assert.NotEqual(Lines(3), Lines(4));

        string[] Lines(long seed) => [.. DecisionDrills.Build(folder.Path, seed).Drills.Select(d => $"{d.Id}|{d.Question}|{d.Contexts[0]}|{d.Decision}")];
    }

    [Fact]
    public async Task Build_Most_MakesThatMany()
    {
        await WriteAsync(Articles(60));

        var drills = DecisionDrills.Build(folder.Path, seed: 1, most: 40).Drills;

        Assert.Equal(40, drills.Count);
        Assert.Equal(20, drills.Count(d => d.Decision == "yes"));
    }

    [Fact]
    public async Task Build_WrongField_NamesFileLineAndField()
    {
        await File.WriteAllLinesAsync(folder.File("trial-articles.jsonl"), ["""{"abstract": [], "body": []}""", """{"abstract": [], "body": [{"label": "Results", "text": 3}]}"""]);

        var error = Assert.Throws<DataFileException>(() => DecisionDrills.Build(folder.Path, seed: 0));

        Assert.Contains("trial-articles.jsonl, line 2, field body[0].text:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_Cancelled_Stops()
    {
        await WriteAsync(Articles(2));

        Assert.Throws<OperationCanceledException>(() => DecisionDrills.Build(folder.Path, seed: 0, cancellationToken: new CancellationToken(canceled: true)));
    }

    /// <summary>The table in docs/decisions/0094.</summary>
    [SkippableFact]
    public void Build_TheCorpus_GivesTheDocumentedCounts()
    {
        var (drills, counts) = DecisionDrills.Build(Goldens.RequireBesideModels("corpus"), seed: 0);
        foreach (var (name, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{name,-20} {count,5}");
        }

        output.WriteLine($"{drills.Count} drills of {drills.Select(RowOf).Distinct().Count()} articles");
        Assert.Equal(1621, drills.Select(RowOf).Distinct().Count());

        Assert.Equal(
            [
                ("association no", 462),
                ("association yes", 462),
                ("change maybe", 7),
                ("change no", 845),
                ("change yes", 845),
                ("comparison maybe", 19),
                ("comparison no", 514),
                ("comparison yes", 514),
                ("difference no", 1_689),
                ("difference yes", 1_689),
                ("effect maybe", 13),
                ("effect no", 786),
                ("effect yes", 786),
            ],
            counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value)));
        Assert.All(drills.GroupBy(RowOf), g => Assert.InRange(g.Count(), 1, FindingBalance.MostOfArticle));
        Assert.All(drills.GroupBy(d => (RowOf(d), d.Answer)), g => Assert.InRange(g.Count(), 1, FindingBalance.MostOfSentence));
        Assert.DoesNotContain(drills, d => RowOf(d) % CorpusRows.HoldOutEvery == 0);
        Assert.All(drills, d => Assert.InRange(d.Contexts[0].Split(' ').Length, FindingPassages.FewestWords, FindingPassages.MostWords));
        Assert.DoesNotContain(drills, d => d.Question.Contains('±', StringComparison.Ordinal) || d.Question.Contains('(', StringComparison.Ordinal));
    }

    private static int RowOf(InstructionPair drill) => int.Parse(drill.Id.Split('-')[2], System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<object> Articles(int count) => Enumerable.Range(0, count).Select(i => Article(
        $"Forty nurses of ward {i} wore warm socks or cold ones for ten nights each. Sleep was {(i % 2 == 0 ? "longer" : "shorter")} in nurses of ward {i} than in clerks of ward {i}. "
        + $"Reading on ward {i} {(i % 3 == 0 ? "did not improve" : "improved")} recall in all of those nurses and clerks. There was no difference in pain between nurses of ward {i} and clerks of ward {i}. "
        + $"There was a significant difference in recall between cooks of ward {i} and guards of ward {i}. Whatever improves sleep was noted too."));

    private static object Article(string results) => new { @abstract = Array.Empty<object>(), body = new[] { new { label = "Results", text = results } } };

    private Task WriteAsync(IEnumerable<object> articles) => File.WriteAllLinesAsync(folder.File("trial-articles.jsonl"), articles.Select(a => JsonSerializer.Serialize(a)));
}
