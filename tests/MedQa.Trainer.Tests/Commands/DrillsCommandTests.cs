using System.Text.Json;
using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Pretraining;
using MedQa.Trainer.Tests.Pairs.Reading;
using MedQa.Trainer.Tests.Running;

namespace MedQa.Trainer.Tests.Commands;

public sealed class DrillsCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DrillsCommandTests() => SmallCorpus.Write(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Drills_Corpus_WritesRowsThatTrainReadsAndATemplateRenders()
    {
        var (code, output, errors) = await RunAsync("--count", "30", "--most-words", "60", "--seed", "5");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("30 drills: ", output, StringComparison.Ordinal);
        var template = TextTemplate.Parse("Question: {question}\n\nContext: {each context.contexts join \" \"}{.}{end}\nAnswer: {long_answer}");
        var rows = await QaFile.LoadAsync(folder.File("drills.jsonl"));
        var texts = (await File.ReadAllLinesAsync(folder.File("drills.jsonl"))).Select(l => template.Render(JsonDocument.Parse(l).RootElement));
        Assert.Equal(30, rows.Count);
        Assert.Equal(rows.Select(r => $"Question: {r.Question}\n\nContext: {string.Join(' ', r.Contexts)}\nAnswer: {r.LongAnswer}"), texts);
    }

    [Theory]
    [InlineData(3, "--count", "6")]
    [InlineData(28)]
    public async Task Drills_Decisions_WritesYesNoRowsThatTrainReads(int ofEach, params string[] options)
    {
        static string Row(string ward) =>
            $$"""{"abstract": [], "body": [{"label": "Results", "text": "Forty nurses of {{ward}} wore warm socks or cold ones for ten nights each. Sleep was longer in nurses of {{ward}} than in clerks of {{ward}}. Most of them came again."}]}""";
        await File.WriteAllLinesAsync(folder.File("trial-articles.jsonl"), Enumerable.Range(0, 30).Select(i => Row($"ward {i}")));

        var (code, output, errors) = await RunAsync(["--decisions", "--seed", "5", .. options]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"{2 * ofEach} drills: ", output, StringComparison.Ordinal);
        Assert.Equal(
            [.. Enumerable.Repeat("no", ofEach), .. Enumerable.Repeat("yes", ofEach)],
            (await QaFile.LoadAsync(folder.File("drills.jsonl"))).Select(r => r.Decision!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Drills_BadOption_IsNamedAndLeavesTheFile()
    {
        await File.WriteAllTextAsync(folder.File("drills.jsonl"), "before");

        var (code, _, errors) = await RunAsync("--most-sentences", "1");

        Assert.Equal(1, code);
        Assert.Equal("The options are not valid: most-sentences must be between fewest-sentences (2) and 1000, but is 1.", errors.Trim());
        Assert.Equal("before", await File.ReadAllTextAsync(folder.File("drills.jsonl")));
    }

    [Fact]
    public async Task Drills_DecisionsOfACorpusWithoutResults_LeavesTheFile()
    {
        await File.WriteAllTextAsync(folder.File("drills.jsonl"), "before");
        await File.WriteAllLinesAsync(folder.File("trial-articles.jsonl"), Enumerable.Repeat("""{"abstract": [], "body": [{"label": "Results", "text": "Most nurses came again after a year."}]}""", 3));

        var (code, _, errors) = await RunAsync("--decisions");

        Assert.Equal(1, code);
        Assert.Contains("gave a yes/no question. Give a larger corpus.", errors, StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(folder.File("drills.jsonl")));
    }

    [Theory]
    [InlineData("--decisions draws its contexts by itself: leave --most-words out.", "--most-words", "60")]
    [InlineData("--count must be 2 or more with --decisions, not 1: there are as many that are answered no as yes.", "--count", "1")]
    public async Task Drills_DecisionsWithOptionsOfTheOthers_AreRefused(string expected, params string[] options)
    {
        var (code, _, errors) = await RunAsync(["--decisions", .. options]);

        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("drills.jsonl")));
    }

    [Fact]
    public async Task Drills_NoRoom_LeavesTheFile()
    {
        await File.WriteAllTextAsync(folder.File("drills.jsonl"), "before");

        var (code, _, errors) = await RunAsync("--fewest-sentences", "9", "--most-sentences", "9", "--fewest-words", "20", "--most-words", "25");

        Assert.Equal(1, code);
        Assert.Contains("gave no drill", errors, StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(folder.File("drills.jsonl")));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] options)
    {
        using var trainer = new TrainerProcess(["data", "drills", "--corpus", folder.Path, "--out", folder.File("drills.jsonl"), .. options]);
        return await trainer.EndAsync();
    }
}
