using MedQa.Model.Answers;
using MedQa.Trainer.CrossValidation;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Running;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.CrossValidation;

/// <summary>Whole cross-validations of the tiny base, in this process.</summary>
public sealed class CrossValidationTests : IDisposable
{
    private const int Folds = 3;

    private static readonly AnswerFormat Format = new() { SystemPrompt = "Answer." };

    private readonly TinyRun files = new();

    [Fact]
    public async Task Run_KilledAndResumed_IsTheSameAsOneLeftAlone()
    {
        var (whole, progress) = await RunAsync("whole", resume: false);
        foreach (var (fold, step) in ((int, int)[])[(1, 3), (2, 5), (3, 2)])
        {
            await Assert.ThrowsAsync<TimeoutException>(() => RunAsync("killed", resume: true, p => p.Fold == fold && p.Step >= step));
        }

        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync("killed", resume: true, killEvaluation: "Fold 2"));
        var before = Enumerable.Range(1, Folds).Select(f => File.GetLastWriteTimeUtc(Path.Combine(Output("killed"), $"fold-{f}", "training.json"))).ToArray();
        var (resumed, again) = await RunAsync("killed", resume: true);

        Assert.Equal(Folds, progress.Where(p => p.Loss is not null).Select(p => p.Fold).Distinct().Count());
        Assert.DoesNotContain(again, p => p.Loss is not null);
        Assert.Equal(before, Enumerable.Range(1, Folds).Select(f => File.GetLastWriteTimeUtc(Path.Combine(Output("killed"), $"fold-{f}", "training.json"))));
        Assert.Equal(File.ReadAllText(Path.Combine(Output("whole"), FoldList.FileName)), File.ReadAllText(Path.Combine(Output("killed"), FoldList.FileName)));
        Assert.Equal(ReportWriter.ToJson(whole.Report), ReportWriter.ToJson(resumed.Report));
        Assert.Equal(FoldReport.Markdown(whole), FoldReport.Markdown(resumed));
        Assert.All(Enumerable.Range(1, Folds), f => Assert.Equal(TinyRun.Adapter(Path.Combine(Output("whole"), $"fold-{f}")), TinyRun.Adapter(Path.Combine(Output("killed"), $"fold-{f}"))));
    }

    [Fact]
    public async Task Run_EachFold_IsWhatATrainingWithoutItsRowsGives()
    {
        var (result, _) = await RunAsync("folds", resume: false);
        var run = result.Folds.Runs[1];

        // A file in which the fold's rows never were.
        var alone = Options("alone").Training;
        var rest = Path.Combine(Path.GetDirectoryName(alone.Data)!, "rest.jsonl");
        await File.WriteAllLinesAsync(rest, (await File.ReadAllLinesAsync(alone.Data)).Where(line => !run.HeldOut.Any(id => line.Contains($"\"{id}\"", StringComparison.Ordinal))));
        await TrainingJob.RunAsync(alone with { Data = rest }, resume: false, _ => { });
        var report = await EvaluateAsync(alone.Output, run.HeldOut);

        Assert.Equal(TinyRun.Adapter(alone.Output), TinyRun.Adapter(Path.Combine(Output("folds"), run.Folder)));
        Assert.Equal(report.Rows.Select(r => r.FineTuned!.LogProbabilities), result.Report.Rows.Where(r => run.HeldOut.Contains(r.Id)).Select(r => r.FineTuned!.LogProbabilities), Near);
        Assert.Equal(report.FineTuned!.By(DecisionMethod.Scored).Result.Accuracy.Value, result.Report.Folds[1].Accuracy);
        Assert.Equal(report.FineTuned.By(DecisionMethod.Scored).Result.MacroF1.Value, result.Report.Folds[1].MacroF1);
        Assert.Equal(report.Rows.Select(r => r.Baseline.LogProbabilities), result.Report.Rows.Where(r => run.HeldOut.Contains(r.Id)).Select(r => r.Baseline.LogProbabilities), Near);

        // Rows of other lengths beside a row change the order that float32 sums are added in.
        static bool Near(IReadOnlyList<double> a, IReadOnlyList<double> b) => a.Zip(b).All(p => Math.Abs(p.First - p.Second) < 1e-3);
    }

    [Fact]
    public async Task Run_Rows_AreHeldOutOnceAndNeverSeenByTheirRun()
    {
        var (result, _) = await RunAsync("a", resume: false);

        Assert.Equal(Enumerable.Range(0, 26).Select(i => $"r{i}").Order(StringComparer.Ordinal), result.Folds.Runs.SelectMany(r => r.HeldOut).Order(StringComparer.Ordinal));
        Assert.Equal(result.Report.Rows.Select(r => r.Id), result.Report.Data.Ids);
        Assert.All(result.Folds.Runs, r => Assert.Empty(r.Watched.Intersect(r.HeldOut)));
        Assert.All(result.Folds.Runs, r => Assert.Equal(Math.Round(0.2 * (26 - r.HeldOut.Count)), r.Watched.Count));
        Assert.Equal("cross-validation, 3 folds, seed 0", result.Report.Data.Protocol);
        Assert.Equal(
            Spread.Of([.. result.Report.Folds.Select(f => f.Accuracy * f.Ids.Count)]).Mean * Folds / 26, result.Report.FineTuned!.By(DecisionMethod.Scored).Result.Accuracy.Value, 1e-12);
        Assert.Contains("± ", FoldReport.Markdown(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OptionsThatFoldsDecide_AreRefused()
    {
        var options = Options("a");
        foreach (var (name, training) in new (string, TrainingOptions)[]
        {
            ("split", options.Training with { Split = "s.json" }), ("seeds", options.Training with { Seeds = [1, 2] }),
            ("publish", options.Training with { Publish = "x" }), ("full", options.Training with { Full = true }),
        })
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(() => CrossValidationJob.TrainAsync(options with { Training = training }, Settings(), false, _ => { }));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }

        var few = await Assert.ThrowsAsync<ArgumentException>(() => CrossValidationJob.TrainAsync(options with { Folds = 27 }, Settings(), false, _ => { }));
        Assert.Contains("27", few.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(options.Training.Output));
    }

    public void Dispose() => files.Dispose();

    private static EvaluationSettings Settings() => new() { Format = Format, Methods = [DecisionMethod.Scored], Resamples = 50 };

    private string Output(string name) => Options(name).Training.Output;

    private CrossValidationOptions Options(string name) => new(
        files.Options(name) with { Split = null, SystemPrompt = Format.SystemPrompt, Epochs = 2, EvaluateEvery = 3, SaveEvery = 2, EvaluationShare = 0.2, LearningRate = 1e-2 }, Folds, FoldSeed: 0);

    private async Task<(CrossValidationResult Result, List<RunProgress> Progress)> RunAsync(
        string name, bool resume, Func<RunProgress, bool>? kill = null, string? killEvaluation = null)
    {
        var progress = new List<RunProgress>();
        using var trained = await CrossValidationJob.TrainAsync(
            Options(name),
            Settings(),
            resume,
            p =>
            {
                progress.Add(p);
                _ = kill?.Invoke(p) == true ? throw new TimeoutException() : 0;
            });
        var result = await trained.EvaluateAsync(new EvaluationExtras
        {
            Report = p => _ = killEvaluation is not null && p.Phase.StartsWith(killEvaluation, StringComparison.Ordinal) ? throw new TimeoutException() : 0,
        });
        return (result, progress);
    }

    private async Task<EvaluationReport> EvaluateAsync(string adapter, IReadOnlyCollection<string> ids)
    {
        using var model = LoadedModel.Open(files.Options("a").Model, adapter, "cpu", "float32", default, default);
        var rows = DataSplit.Select(await QaFile.LoadAsync(files.Options("a").Data), ids);
        return await Evaluator.RunAsync(model.ToEvaluate(), await model.AdaptersToEvaluateAsync([], default), rows, new("rows", "", "", [.. ids]), Settings());
    }
}
