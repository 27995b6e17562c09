using System.CommandLine;
using MedQa.Trainer.Seeds;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Commands;

/// <summary><c>train</c>: fine-tunes an adapter, or every weight of a model.</summary>
public static class TrainCommand
{
    private static readonly Option<FileInfo?> File = new("--options", "-o") { Description = "JSON file with the run's options; its paths are relative to it." };
    private static readonly Option<TrainingPreset?> Preset = new("--preset")
    {
        Description = "Values that the file and the flags are laid over: recipe (the reference run to the letter).",
        CustomParser = result => OptionsFile.Parse<TrainingPreset>(result.Tokens[0].Value, result.AddError),
    };

    private static readonly Option<string[]> Settings = AdapterStoreOption.Create();
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on where an earlier run with the same options stopped." };
    private static readonly Option<bool> Show = new("--show") { Description = "Print all options as JSON and stop." };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("train", "Fine-tune an adapter on questions and answers.") { Settings, Resume, Show };
        AddOptionsTo(command);
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Options(parsed);
        if (parsed.GetValue(Show))
        {
            Console.WriteLine(OptionsFile.ToJson(options));
            return;
        }

        options.Validate();
        var store = options.Publish is null ? null : AdapterStoreOption.Open(parsed.GetValue(Settings) ?? []);
        await using var telemetry = await CommandTelemetry.StartAsync(cancellationToken);
        var outcome = await RunView.ShowAsync("train", report => TrainingJob.RunAsync(options, parsed.GetValue(Resume), report, cancellationToken));
        Print(options, outcome);
        if (store is not null)
        {
            var manifest = await AdapterPublisher.PublishAsync(store, outcome, cancellationToken);
            Console.WriteLine($"Published as {manifest.Name} version {manifest.Version}");
        }
    }

    private static void Print(TrainingOptions options, TrainingOutcome outcome)
    {
        if (outcome.Seeds is { } seeds)
        {
            Console.WriteLine(SeedReport.Markdown(seeds));
            Console.WriteLine($"Written to {options.Output}");
            return;
        }

        var result = outcome.Result;
        var end = result.Steps < result.PlannedSteps ? FormattableString.Invariant($" (stopped early, of {result.PlannedSteps})") : "";
        Console.WriteLine(FormattableString.Invariant($"Written to {options.Output}: step {result.KeptStep} of {result.Steps}{end}, evaluation loss {result.BestEvaluationLoss:0.0000}{Decisions(result.Kept)}"));
    }

    private static string Decisions(LossPoint? kept) => kept?.MacroF1 is null ? "" : FormattableString.Invariant($", macro-F1 {100 * kept.MacroF1:0.0}%, accuracy {100 * kept.Accuracy:0.0}%");

    /// <summary>Adds what <see cref="Options"/> reads.</summary>
    internal static void AddOptionsTo(Command command)
    {
        command.Add(File);
        command.Add(Preset);
        foreach (var flag in TrainingFlags.All)
        {
            command.Add(flag.Option);
        }
    }

    /// <summary>The preset or the defaults, with what the file and then the flags give in their place.</summary>
    internal static TrainingOptions Options(ParseResult parsed)
    {
        var file = parsed.GetValue(File);
        var preset = parsed.GetValue(Preset);
        var options = file is null ? TrainingPresets.Of(preset) : TrainingOptionsJson.Load(file.FullName, preset).Rooted(file.DirectoryName!);
        return TrainingFlags.All.Aggregate(options, (o, flag) => flag.Apply(parsed, o)).Rooted(Environment.CurrentDirectory);
    }
}
