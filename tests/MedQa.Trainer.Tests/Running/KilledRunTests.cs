using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MedQa.Trainer.Seeds;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Tests.Running;

/// <summary>
/// Runs killed with SIGKILL and resumed, against runs that were left alone. A run that is to be killed finds a pipe where it would write
/// what says that it has ended, so it is there to be killed also on a busy machine. By themselves: they take all cores.
/// </summary>
[Collection(Alone.Name)]
public sealed class KilledRunTests : IDisposable
{
    /// <summary>The first file that a run writes once its training has ended.</summary>
    private const string EndFile = "training-options.json";

    private static readonly TimeSpan MostWaited = TimeSpan.FromSeconds(1);

    private readonly TinyRun files = new();

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.AdamW8bit)]
    public async Task Train_KilledAndResumed_WritesTheSameAdapter(OptimizerKind optimizer) =>
        await CompareAsync(o => o with { Optimizer = optimizer }, ["whole"], ["killed"]);

    [Fact]
    public async Task Train_ThatStopsEarly_KilledAndResumed_WritesTheSameAdapter() =>
        await CompareAsync(o => o with { EarlyStopping = 2, EvaluateEvery = 6, LearningRate = 0.1 }, ["whole"], ["killed"], expected: "stopped early");

    [Fact]
    public async Task Train_SeveralSeeds_KilledAndResumed_WritesTheSameAdapters()
    {
        await CompareAsync(
            o => o with { Seeds = [3, 4], Epochs = 6 }, ["whole/seed-3", "whole/seed-4"], ["killed/seed-3", "killed/seed-4"]);
        Assert.Equal(Losses("whole"), Losses("killed"));
    }

    [Fact]
    public async Task CrossValidate_KilledAndResumed_WritesTheSameReport()
    {
        string Options(string output) => TinyRun.Write(files.Options(output) with { Split = null, Epochs = 2, SystemPrompt = "Answer.", EvaluationShare = 0.2 });
        string[] Arguments(string file) => ["cross-validate", "--options", file, "--folds", "2", "--methods", "scored", "--resamples", "50", "--resume"];
        var (whole, killed) = (Options("whole"), Options("killed"));

        using (new BlockedFile(Path.Combine(files.Options("killed").Output, "fold-2", EndFile)))
        using (var process = new TrainerProcess(Arguments(killed)))
        {
            process.ReadUntil(line => line.StartsWith("fold 2  step 2/", StringComparison.Ordinal));
            process.Kill();
        }

        foreach (var file in (string[])[whole, killed])
        {
            using var process = new TrainerProcess(Arguments(file));
            var (exitCode, _, errors) = await process.EndAsync();
            Assert.True(exitCode == 0, errors);
        }

        foreach (var file in (string[])["folds.json", "folds.md", "report.json", "report.md"])
        {
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(files.Options("whole").Output, file)), await File.ReadAllTextAsync(Path.Combine(files.Options("killed").Output, file)));
        }

        Assert.False(File.Exists(Path.Combine(files.Options("killed").Output, "progress.jsonl")));
    }

    [Fact]
    public async Task Evaluate_KilledAndResumed_WritesTheSameReport()
    {
        string Output(string name) => files.Options(name).Output;
        string[] Arguments(string name) =>
        [
            "evaluate", "--model", files.Options(name).Model, "--device", "cpu", "--data", files.Options(name).Data, "--split", "all", "--system-prompt", "Answer.",
            "--methods", "scored,constrained", "--batch-tokens", "200", "--max-tokens", "4", "--resamples", "50", "--out", Output(name),
        ];
        var journal = Path.Combine(Output("killed"), "progress.jsonl");

        using (new BlockedFile(Path.Combine(Output("killed"), "report.json")))
        using (var process = new TrainerProcess(Arguments("killed")))
        {
            process.ReadUntil(line => line.Contains(" of 26 rows", StringComparison.Ordinal));
            process.Kill();
        }

        Assert.True((await File.ReadAllLinesAsync(journal)).Length > 1, "nothing was found before it was killed");
        foreach (var name in (string[])["whole", "killed"])
        {
            using var process = new TrainerProcess(Arguments(name));
            var (exitCode, _, errors) = await process.EndAsync();
            Assert.True(exitCode == 0, errors);
        }

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Output("whole"), "report.json")), await File.ReadAllBytesAsync(Path.Combine(Output("killed"), "report.json")));
        Assert.False(File.Exists(journal));
    }

    public void Dispose() => files.Dispose();

    private string Losses(string output) => string.Join('|', TrainingJson(output).Seeds.Select(s => $"{s.Seed} {s.EvaluationLoss:R} {s.KeptStep}"));

    private SeedSummary TrainingJson(string output) =>
        OptionsFile.Load<SeedSummary>(Path.Combine(files.Options(output).Output, "seeds.json"));

    private async Task CompareAsync(Func<TrainingOptions, TrainingOptions> change, string[] wholes, string[] killed, string? expected = null)
    {
        var output = await FinishAsync(TinyRun.Write(change(files.Options("whole"))));
        Assert.Contains(expected ?? "Written", output, StringComparison.Ordinal);
        var options = change(files.Options("killed"));
        var file = TinyRun.Write(options);
        var random = new Random(1);
        foreach (var (folder, other) in wholes.Zip(killed, (w, k) => (files.Options(w).Output, files.Options(k).Output)))
        {
            using var end = new BlockedFile(Path.Combine(other, EndFile));

            // At a fifth, two fifths and so on. Where it stops early the last lies behind the best step: its weights must outlive it.
            var whole = TrainingOutput.Finished(folder)!;
            Assert.True(options.EarlyStopping == 0 || whole.KeptStep <= whole.Steps * 4 / 5, $"the best step is {whole.KeptStep} of {whole.Steps}");
            for (var i = 1; i < 5; i++)
            {
                Kill(file, other, Seed(options, folder), (whole.Steps * i / 5) + random.Next(0, 3), inWrite: i % 2 == 0, random);
            }
        }

        await FinishAsync(file);
        foreach (var (whole, other) in wholes.Zip(killed))
        {
            Assert.True(TinyRun.Adapter(files.Options(whole).Output).AsSpan().SequenceEqual(TinyRun.Adapter(files.Options(other).Output)), $"{other} is not {whole}");
            Assert.False(Directory.Exists(Path.Combine(files.Options(other).Output, "state")));
        }
    }

    private static async Task<string> FinishAsync(string file)
    {
        using var process = new TrainerProcess("train", "--options", file, "--resume");
        var (exitCode, output, errors) = await process.EndAsync();
        Assert.True(exitCode == 0, errors);
        return output;
    }

    /// <summary>How the lines of a seed's run begin.</summary>
    private static string Seed(TrainingOptions options, string folder) => options.Seeds.Count == 0 ? "" : Path.GetFileName(folder).Replace('-', ' ');

    /// <summary>Kills a run some steps on, or later where the machine is busy: at some moment, or while it writes into a state folder.</summary>
    private static void Kill(string file, string output, string prefix, int step, bool inWrite, Random random)
    {
        using var process = new TrainerProcess("train", "--options", file, "--resume");
        process.ReadUntil(line => line.StartsWith(prefix, StringComparison.Ordinal) && Regex.Match(line, @"step (\d+)/\d+  ") is { Success: true } match
            && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) >= step);
        if (inWrite)
        {
            var before = States(output);
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < MostWaited && States(output) == before;)
            {
            }
        }
        else
        {
            Thread.Sleep(random.Next(0, 20));
        }

        process.Kill();
    }

    /// <summary>The state folders' files with their sizes and times.</summary>
    private static string States(string output)
    {
        try
        {
            return string.Join('|', Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Where(f => f.Contains("state.safetensors", StringComparison.Ordinal))
                .Select(f => new FileInfo(f)).Select(f => $"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks}"));
        }
        catch (IOException)
        {
            // A file went while it was looked at.
            return "";
        }
    }
}
