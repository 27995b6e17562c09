using System.Globalization;
using System.Text.RegularExpressions;
using MedQa.Trainer.Seeds;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Tests.Running;

/// <summary>
/// Runs killed with SIGKILL and resumed, against runs that were left alone. By themselves: beside other tests a run ends before
/// it is killed.
/// </summary>
[Collection(Alone.Name)]
public sealed class KilledRunTests : IDisposable
{
    private readonly TinyRun files = new();

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.AdamW8bit)]
    public async Task Train_KilledAndResumed_WritesTheSameAdapter(OptimizerKind optimizer) =>
        await CompareAsync(o => o with { Optimizer = optimizer }, ["whole"], ["killed"]);

    [Fact]
    public async Task Train_ThatStopsEarly_KilledAndResumed_WritesTheSameAdapter() =>
        await CompareAsync(o => o with { EarlyStopping = 2, EvaluateEvery = 6 }, ["whole"], ["killed"], expected: "stopped early");

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

        using (var process = new TrainerProcess(Arguments(killed)))
        {
            Assert.True(process.ReadUntil(line => line.StartsWith("fold 2  step 2/", StringComparison.Ordinal)));
            Assert.True(process.Kill());
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
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var kills = 0;
        foreach (var folder in wholes.Select(w => files.Options(w).Output))
        {
            // At a fifth, two fifths and so on. Where it stops early the last lies behind the best step: its weights must outlive it.
            var whole = TrainingOutput.Finished(folder)!;
            Assert.True(options.EarlyStopping == 0 || whole.KeptStep <= whole.Steps * 4 / 5, $"the best step is {whole.KeptStep} of {whole.Steps}");
            for (var i = 1; i < 5; i++)
            {
                kills += Kill(file, options.Output, Seed(options, folder), (whole.Steps * i / 5) + random.Next(0, 3), inWrite: i % 2 == 0, random) ? 1 : 0;
            }
        }

        Assert.True(kills >= wholes.Length, $"only {kills} runs were killed before they ended (seed {seed})");
        await FinishAsync(file);
        foreach (var (whole, other) in wholes.Zip(killed))
        {
            Assert.True(
                TinyRun.Adapter(files.Options(whole).Output).AsSpan().SequenceEqual(TinyRun.Adapter(files.Options(other).Output)),
                $"{other} is not {whole}; killed {kills} times with seed {seed}");
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

    /// <summary>
    /// Kills a run some steps on: at a random moment, or while it writes into a state folder. Reads and kills on the thread it
    /// is called on: a run has few steps left by the time a busy thread pool gets to a line.
    /// </summary>
    private static bool Kill(string file, string output, string prefix, int step, bool inWrite, Random random)
    {
        using var process = new TrainerProcess("train", "--options", file, "--resume");
        if (!process.ReadUntil(line => line.StartsWith(prefix, StringComparison.Ordinal) && Regex.Match(line, @"step (\d+)/\d+  loss") is { Success: true } match
            && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) >= step))
        {
            return false;
        }

        if (inWrite)
        {
            var before = States(output);
            for (var i = 0; i < 20_000 && States(output) == before; i++)
            {
                Thread.SpinWait(2_000);
            }
        }
        else
        {
            Thread.Sleep(random.Next(0, 20));
        }

        return process.Kill();
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
