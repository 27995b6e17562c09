using System.CommandLine;
using MedQa.Trainer.CrossValidation;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Training;
using TorchSharp;

namespace MedQa.Trainer.Commands;

/// <summary><c>cross-validate</c>: trains without each fold of the rows and evaluates on it.</summary>
public static class CrossValidateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var how = new EvaluationOptions();
        var bertScore = new BertScoreOptions();
        var folds = new Option<int>("--folds") { Description = "Parts that the rows, but those of the official test, are divided into.", DefaultValueFactory = _ => 10 };
        var foldSeed = new Option<long>("--fold-seed") { Description = "Seed of the division.", DefaultValueFactory = _ => 0 };
        var resume = new Option<bool>("--resume") { Description = "Go on where an earlier call with the same options stopped; folds that ended are not run again." };
        var show = new Option<bool>("--show") { Description = "Print a run's options as JSON and stop." };
        var command = new Command("cross-validate", "Train without each fold of the rows, and evaluate its adapter on that fold.") { folds, foldSeed, resume, show };
        TrainCommand.AddOptionsTo(command);
        how.AddToFolds(command);
        bertScore.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            var training = TrainCommand.Options(parsed);
            if (parsed.GetValue(show))
            {
                Console.WriteLine(OptionsFile.ToJson(training));
                return;
            }

            var options = new CrossValidationOptions(training, parsed.GetValue(folds), parsed.GetValue(foldSeed));
            options.Validate();
            var device = DeviceChoice.Of(training.Device);
            var settings = how.Settings(parsed, training.Format, device.type == DeviceType.CUDA, []);
            using var scorer = await bertScore.OpenAsync(parsed, device, cancellationToken);
            await using var telemetry = await CommandTelemetry.StartAsync(cancellationToken);
            using var trained = await RunView.ShowAsync(
                "cross-validate", report => CrossValidationJob.TrainAsync(options, settings, parsed.GetValue(resume), report, cancellationToken));
            var extras = new EvaluationExtras { BertScore = scorer, BertScoreIdf = bertScore.Idf(parsed) };
            var result = await EvaluationView.ShowAsync(progress => trained.EvaluateAsync(extras with { Report = progress }, cancellationToken));
            await WriteAsync(result, training.Output, cancellationToken);
        }));
        return command;
    }

    private static async Task WriteAsync(CrossValidationResult result, string folder, CancellationToken cancellationToken)
    {
        var table = FoldReport.Markdown(result);
        await File.WriteAllTextAsync(Path.Combine(folder, FoldReport.FileName), table, cancellationToken);
        await ReportFolder.WriteAsync(result.Report, folder, cancellationToken);
        File.Delete(Path.Combine(folder, PredictionJournal.FileName));
        Console.WriteLine(table);
        EvaluateCommand.PrintTable(result.Report);
        Console.WriteLine(FormattableString.Invariant($"Written to {folder}; training took {result.Folds.Runs.Sum(r => r.Seconds):0} s"));
    }
}
