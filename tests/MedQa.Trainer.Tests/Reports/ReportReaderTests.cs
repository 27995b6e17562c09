using System.Text;
using System.Text.Json.Nodes;
using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Reports.Html;

namespace MedQa.Trainer.Tests.Reports;

public sealed class ReportReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Action<JsonNode>, string> Damages() => new()
    {
        { "another format", r => r["formatVersion"] = 1, "its format is 1, expected 2" },
        { "no rows", r => r["rows"] = new JsonArray(), "its 0 rows are not those of its 40 ids" },
        { "a row too few", r => r["rows"]!.AsArray().RemoveAt(3), "its 39 rows are not those of its 40 ids" },
        { "an id twice", r => (r["data"]!["ids"]![1], r["rows"]![1]!["id"]) = ("1000", "1000"), "an id occurs twice" },
        { "a hole in the rows", r => r["rows"]![0] = null, "null where no value may be missing" },
        { "a hole in the contexts", r => r["rows"]![0]!["contexts"]![0] = null, "null where no value may be missing" },
        { "a truth unheard of", r => r["rows"]![2]!["truth"] = "perhaps", "rows[2] has a truth that is not among the labels" },
        { "a decision unheard of", r => r["rows"]![2]!["baseline"]!["decisions"]!["scored"] = "perhaps", "rows[2].baseline has no decision of the labels by Scored" },
        { "a decision missing", r => r["rows"]![2]!["fineTuned"]!["decisions"]!.AsObject().Remove("generated"), "rows[2].fineTuned has no decision of the labels by Generated" },
        { "probabilities too few", r => r["rows"]![0]!["baseline"]!["probabilities"]!["scored"] = new JsonArray(0.5, 0.5), "rows[0].baseline: probabilities must be 3 numbers from 0 to 1" },
        { "probability past 1", r => r["rows"]![0]!["baseline"]!["probabilities"]!["scored"] = new JsonArray(0.5, 7, 0.5), "rows[0].baseline: probabilities must be 3 numbers" },
        { "a row without its adapter", r => r["rows"]![4]!["fineTuned"] = null, "rows[4] and the figures don't have the same models" },
        { "figures without an adapter", r => r["adapter"] = null, "figures without an adapter" },
        { "a method unknown", r => r["settings"]!["methods"]![0] = "guessed", "no JSON of that shape in line" },
        { "no labels", r => r["settings"]!["format"]!["labels"] = new JsonArray("yes"), "at least two labels" },
        { "a class too few", r => r["baseline"]!["decisions"]![0]!["result"]!["classes"]!.AsArray().RemoveAt(0), "baseline, Scored: classes are not the labels" },
        { "a confusion matrix cut", r => r["fineTuned"]!["decisions"]![0]!["result"]!["confusion"]![0]!.AsArray().RemoveAt(0), "fineTuned, Scored: the confusion matrix must have 3 by 4 counts" },
        { "a fold's id unheard of", r => r["folds"]![0]!["ids"]![0] = "nobody", "its folds don't hold each of its 40 ids once" },
        { "a row in two folds", r => r["folds"]![1]!["ids"]!.AsArray().Add("1000"), "its folds don't hold each of its 40 ids once" },
        { "a row in no fold", r => r["folds"]![4]!["ids"]!.AsArray().RemoveAt(2), "its folds don't hold each of its 40 ids once" },
        { "a fold's figure past 1", r => r["folds"]![2]!["macroF1"] = 1.5, "folds[2]: a figure is outside 0 to 1" },
        { "a group's figure below 0", r => r["groups"]![1]!["scores"]!["groups"]![0]!["fineTuned"]!["accuracy"] = -0.5, "groups[1][0]: a figure is outside 0 to 1" },
        { "words past counting", r => r["rows"]![5]!["fineTuned"]!["text"]!["words"] = int.MaxValue, "rows[5].fineTuned: a long answer has 0 to 1000000 words" },
        { "words below none", r => r["rows"]![5]!["baseline"]!["text"]!["words"] = -1, "rows[5].baseline: a long answer has 0 to 1000000 words" },
        { "text for a number", r => r["shortenedCount"] = "many", "no JSON of that shape in line" },
        { "a missing part", r => r.AsObject().Remove("data"), "no JSON of that shape" },
        { "null for a text", r => r["rows"]![0]!["question"] = null, "no JSON of that shape" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Read_DamagedReport_SaysWhat(string what, Action<JsonNode> damage, string expected)
    {
        Assert.NotEmpty(what);
        var json = JsonNode.Parse(ReportWriter.ToJson(SampleReport.Create()))!;
        damage(json);

        var e = Assert.Throws<InvalidDataException>(() => ReportReader.Read(_folder.Write("report.json", Encoding.UTF8.GetBytes(json.ToJsonString()))));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(_folder.File("report.json"), e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("resting pulse", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("\0\0")]
    public void Read_NoReport_SaysSo(string text) =>
        Assert.Throws<InvalidDataException>(() => ReportReader.Read(_folder.Write("report.json", Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Read_PastTheLimit_IsRefusedUnread()
    {
        using (var stream = File.Create(_folder.File("report.json")))
        {
            stream.SetLength(ReportReader.MaxBytes + 1);
        }

        var e = Assert.Throws<InvalidDataException>(() => ReportReader.Read(_folder.File("report.json")));
        Assert.Contains($"a report has at most {ReportReader.MaxBytes}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReportCommand_ReportJson_WritesThePageBesideIt()
    {
        var report = SampleReport.Create();
        await ReportFolder.WriteAsync(report, _folder.File("out"));
        var page = Path.Combine(_folder.File("out"), "report.html");
        Assert.Equal(ReportHtml.ToHtml(report), await File.ReadAllTextAsync(page));
        File.Delete(page);

        Assert.Equal(0, await ReportCommand.Create().Parse([Path.Combine(_folder.File("out"), "report.json")]).InvokeAsync());

        Assert.Equal(ReportHtml.ToHtml(report), await File.ReadAllTextAsync(page));
        Assert.Equal(["leaderboard.jsonl", "leaderboard.md", "report.html", "report.json", "report.md"], Directory.GetFiles(_folder.File("out")).Select(Path.GetFileName).Order());
    }
}
