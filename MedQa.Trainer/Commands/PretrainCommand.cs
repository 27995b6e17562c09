using System.CommandLine;
using MedQa.Trainer.Pretraining;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Commands;

/// <summary><c>pretrain</c>: a model from scratch, or one that goes on learning from text.</summary>
public static class PretrainCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var file = new Option<FileInfo>("--options", "-o") { Description = "JSON file with the run's options; its paths are relative to it.", Required = true };
        var output = new Option<string?>("--output") { Description = "Folder for the model, in place of the file's." };
        var device = new Option<string?>("--device") { Description = "auto, cpu, cuda or cuda:N, in place of the file's." };
        var epochs = new Option<double?>("--epochs") { Description = "Passes over the corpus, in place of the file's." };
        var seed = new Option<long?>("--seed") { Description = "Seed, in place of the file's." };
        var resume = new Option<bool>("--resume") { Description = "Go on where an earlier run with the same options stopped." };
        var show = new Option<bool>("--show") { Description = "Print all options as JSON and stop." };
        var command = new Command("pretrain", "Train a model from scratch, or one that is there, to predict the next token.") { file, output, device, epochs, seed, resume, show };
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            var path = parsed.GetRequiredValue(file).FullName;
            var options = OptionsFile.Load<PretrainingOptions>(path).Rooted(Path.GetDirectoryName(path)!);
            options = options with
            {
                Output = parsed.GetValue(output) is { } folder ? Path.GetFullPath(folder) : options.Output,
                Device = parsed.GetValue(device) ?? options.Device,
                Epochs = parsed.GetValue(epochs) ?? options.Epochs,
                Seed = parsed.GetValue(seed) ?? options.Seed,
            };
            if (parsed.GetValue(show))
            {
                Console.WriteLine(OptionsFile.ToJson(options));
                return;
            }

            var result = await RunView.ShowAsync("pretrain", report => PretrainingJob.RunAsync(options, parsed.GetValue(resume), report, cancellationToken));
            Console.WriteLine(HeldOutTable.Markdown(result.HeldOut));
            Console.WriteLine($"Written to {options.Output}");
        }));
        return command;
    }
}
