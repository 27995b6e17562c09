using System.Text.Json;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.Model.Tokenization;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Grounded;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Evaluation;
using MedQa.Trainer.Tests.Pretraining;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Grounded;

public sealed class GroundedEvaluatorTests : IAsyncLifetime, IDisposable
{
    private static readonly GroundedQuestion[] _questions = [TwoPages.Gout("a"), TwoPages.Moon, TwoPages.Gout("b")];

    private readonly TwoPages _pages = new();
    private readonly TemporaryFolder _folder = new();
    private GroundedLibrary _library = null!;

    public async Task InitializeAsync() => _library = await _pages.OpenAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _library.Dispose();
        _pages.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_StoppedAtAnyQuestion_AsksOnlyTheRest()
    {
        var whole = await RunAsync(new ScriptedReader((_, _) => TwoPages.GoutLasts), TwoPages.Settings(), null);
        for (var at = 1; at < _questions.Length; at++)
        {
            var journal = _folder.File($"{at}.jsonl");
            using var cancel = new CancellationTokenSource();
            var left = at;
            await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(
                new ScriptedReader((_, _) => TwoPages.GoutLasts), TwoPages.Settings(), journal, _ => { if (--left == 0) { cancel.Cancel(); } }, cancel.Token));

            var reader = new ScriptedReader((_, _) => TwoPages.GoutLasts);
            var rest = await RunAsync(reader, TwoPages.Settings(), journal);

            Assert.Equal(_questions.Length - at, reader.Asked.Count);
            Assert.Equal(JsonSerializer.Serialize(whole.Report.Figures), JsonSerializer.Serialize(rest.Report.Figures));
            Assert.Equal(whole.Predictions.Select(p => p.Answer), rest.Predictions.Select(p => p.Answer));
        }
    }

    [Fact]
    public async Task Run_JournalOfOtherSettings_IsBegunAnew()
    {
        var journal = _folder.File("progress.jsonl");
        await RunAsync(new ScriptedReader((_, _) => TwoPages.GoutLasts), TwoPages.Settings(), journal);
        var same = new ScriptedReader((_, _) => TwoPages.GoutLasts);
        await RunAsync(same, TwoPages.Settings(), journal);
        var other = new ScriptedReader((_, _) => TwoPages.GoutLasts);

        await RunAsync(other, TwoPages.Settings() with { MaxTokens = 20 }, journal);

        Assert.Empty(same.Asked);
        Assert.Equal(_questions.Length, other.Asked.Count);
    }

    [Fact]
    public async Task Run_NoQuestion_IsRefused() => await Assert.ThrowsAsync<DataFileException>(() => GroundedEvaluator.RunAsync(
        TwoPages.Draft(_library, new ScriptedReader((_, _) => ""), TwoPages.Settings()), _library.Planner, new ScriptedReader((_, _) => ""), [], null, null, default));

    /// <summary>A real model, if a tiny one: what it says is what generator and prompts give.</summary>
    [Fact]
    public async Task Run_TinyModel_AsksWithThePassagesThatFit()
    {
        using var model = MistralForCausalLM.Create(EvaluatedMistral.Config, CPU, ScalarType.Float32);
        model.InitializeWeights(3);
        var reader = new LocalReader(new(model, new ByteTokenizer(), new MistralChatTemplate(), "tiny", "ab"), null, TwoPages.Settings().Format with { SystemPrompt = "" });
        string[] passages = [new('x', 40), new('y', 40), new('z', 400)];

        Assert.Equal(2, reader.Fitting("Is it?", passages, maxTokens: 12));
        Assert.Equal(1, reader.Fitting("Is it?", [new('z', 4000), "short"], maxTokens: 12));
        Assert.Equal((3, 2), (reader.Fitting("Is it?", _close, maxTokens: 60), reader.Fitting("Is it?", _close, maxTokens: 1000)));
        var (report, predictions) = await RunAsync(reader, TwoPages.Settings() with { MaxTokens = 12 }, null);

        Assert.Equal(("tiny", "cpu float32"), (report.Model.Name, report.Compute));
        Assert.All(predictions, p => Assert.InRange(p.Tokens, 1, 12));
        Assert.Equal(predictions[0].Raw, predictions[2].Raw);
        Assert.NotNull(report.Timing!.FirstTokenMedian);
    }

    /// <summary>What is written is what the support rule reads, and what fit-grounding reads again.</summary>
    [SkippableFact]
    public async Task Write_Answers_AreReadByTheSupportRuleAndAgain()
    {
        var (report, predictions) = await RunAsync(new ScriptedReader((q, _) => q.Contains("gout", StringComparison.Ordinal) ? TwoPages.GoutLasts : TwoPages.HivesAre), TwoPages.Settings(), null);
        await GroundedReportWriter.WriteAsync(report, predictions, _folder.Path, default);

        var again = await GroundedReportWriter.ReadAsync(_folder.File(GroundedReportWriter.Answers), default);
        Assert.Equal(GroundedReportWriter.ToLines(predictions), GroundedReportWriter.ToLines(again));
        var read = JsonSerializer.Deserialize<GroundedReport>(await File.ReadAllTextAsync(_folder.File(GroundedReportWriter.Json)), ReportJson.Options)!;
        Assert.Equal(report.Figures, read.Figures);
        var shown = await SupportRule.RunAsync("--answers", _folder.File(GroundedReportWriter.Answers), "--pages", _pages.Folder);
        Skip.If(shown is null, "python3 is not here.");
        Assert.Contains("sentences supported                    3 of 3", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BrokenLine_IsNamed()
    {
        await File.WriteAllTextAsync(_folder.File("answers.jsonl"), "{\"id\": \"secret words\"}\n");

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => GroundedReportWriter.ReadAsync(_folder.File("answers.jsonl"), default));

        Assert.Contains("answers.jsonl, line 1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    // With the question 318 bytes and a few control tokens: 60 tokens are left of 400, the 100 that a long answer keeps free are not.
    private static readonly string[] _close = [new('x', 100), new('y', 100), new('z', 84)];

    private Task<(GroundedReport Report, IReadOnlyList<GroundedPrediction> Predictions)> RunAsync(
        IGroundedReader reader, GroundedSettings settings, string? journal, Action<EvaluationProgress>? report = null, CancellationToken cancellationToken = default) =>
        GroundedEvaluator.RunAsync(TwoPages.Draft(_library, reader, settings), _library.Planner, reader, _questions, journal, report, cancellationToken);
}
