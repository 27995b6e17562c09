using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Tests.Running;

namespace MedQa.Trainer.Tests.Commands;

public sealed class PairsCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pairs_MaybeTimes_RepeatsWhatIsDecidedMaybeAlone()
    {
        const string Methods = "Forty nurses read at night or did not, for ten nights each, and wrote down what they could recall. The order was drawn by lot. All were asked again after a year, and most of them came. Whatever improves sleep was noted too.";
        static string Row(string title, string conclusion) =>
            $$"""{"title": "{{title}}", "abstract": [{"label": "Methods", "text": "{{Methods}}"}, {"label": "Conclusion", "text": "{{conclusion}}"}]}""";
        await File.WriteAllLinesAsync(
            folder.File("trial-articles.jsonl"),
            [Row("Held out", "None."), Row("Effect of nightly reading on sleep", "Nightly reading did not improve sleep."), Row("Effect of nightly reading on mood", "Mood was better with nightly reading, but it was not good.")]);

        var (code, output, errors) = await RunAsync("--decisions", "--maybe-times", "3");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("0 yes, 2 no, 3 maybe", output, StringComparison.Ordinal);
        var rows = (await QaFile.LoadAsync(folder.File("pairs.jsonl"))).OrderBy(r => r.Id, StringComparer.Ordinal).ToArray();
        Assert.Equal(
            [
                ("decisions-1-conclusion", "no"),
                ("decisions-1-title", "no"),
                ("decisions-2-title", "maybe"),
                ("decisions-2-title-again-1", "maybe"),
                ("decisions-2-title-again-2", "maybe"),
            ],
            rows.Select(r => (r.Id, r.Decision!)));
        Assert.Single(rows[2..].Select(r => (r.Question, r.LongAnswer, string.Join('|', r.Contexts))).Distinct());
    }

    [Theory]
    [InlineData("--maybe-times must be 1 to 100, not 0.", "--decisions", "--maybe-times", "0")]
    [InlineData("--maybe-times must be 1 to 100, not 101.", "--decisions", "--maybe-times", "101")]
    [InlineData("give it with --decisions or --with-decisions", "--maybe-times", "2")]
    public async Task Pairs_BadMaybeTimes_IsRefused(string expected, params string[] options)
    {
        var (code, _, errors) = await RunAsync(options);

        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("pairs.jsonl")));
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] options)
    {
        using var trainer = new TrainerProcess(["data", "pairs", "--corpus", folder.Path, "--out", folder.File("pairs.jsonl"), .. options]);
        return await trainer.EndAsync();
    }
}
