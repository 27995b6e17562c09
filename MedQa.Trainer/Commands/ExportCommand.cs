using System.CommandLine;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using static TorchSharp.torch;

namespace MedQa.Trainer.Commands;

/// <summary><c>export --merged</c>: a base model with an adapter merged into its weights, as a folder that transformers and vLLM load.</summary>
public static class ExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var merged = new Option<bool>("--merged") { Description = "Merge the adapter into the base model's weights (the one kind of export there is).", Required = true };
        var model = new Option<string>("--model", "-m") { Description = "Folder in Hugging Face's layout, .gguf file, or a model's name on the hub (OWNER/NAME[@REVISION][:FILE.gguf]).", Required = true };
        var adapter = new Option<string>("--adapter", "-a") { Description = "Folder of the adapter.", Required = true };
        var output = new Option<string>("--out", "-o") { Description = "Folder for the merged model.", Required = true };
        var type = new Option<string>("--dtype") { Description = "Type to write: bf16, fp16 or float32. The sum is made in float32.", DefaultValueFactory = _ => "bf16" };
        var command = new Command("export", "Write a model that needs no adapter.") { merged, model, adapter, output, type };
        type.AcceptOnlyFromAmong("bf16", "fp16", "float32");
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            if (!parsed.GetValue(merged))
            {
                throw new ArgumentException("export writes merged models only: give --merged.");
            }

            var from = await HubFiles.ModelAsync(parsed.GetRequiredValue(model), Console.Error.WriteLine, cancellationToken);
            Merge(from, parsed.GetRequiredValue(adapter), parsed.GetRequiredValue(output), TypeOf(parsed.GetValue(type)!), cancellationToken);
            Console.WriteLine($"Written to {Path.GetFullPath(parsed.GetRequiredValue(output))}");
        }));
        return command;
    }

    /// <summary>Writes the merged model, with a model card and the answer format beside it.</summary>
    internal static void Merge(string model, string adapter, string output, ScalarType type, CancellationToken cancellationToken)
    {
        if (Path.GetFullPath(output) == Path.GetFullPath(model))
        {
            throw new ArgumentException($"{output}: the merged model can't take its base's place.");
        }

        using var loaded = LoadedModel.Open(model, adapter, "cpu", "float32", cancellationToken);
        loaded.Adapter!.MergeInto(loaded.Checkpoint.Model);
        ModelExporter.Save(loaded.Checkpoint.Model, output, type, loaded.Checkpoint.SourcePath, cancellationToken: cancellationToken);
        new AdapterCard { ChatTemplate = loaded.Checkpoint.ChatTemplate.Name, Answer = loaded.Format }.Save(output);
        File.WriteAllText(Path.Combine(output, "README.md"), ModelCard(loaded, adapter));
    }

    private static string ModelCard(LoadedModel loaded, string adapter) => $"""
        # {loaded.Checkpoint.Name}, with an adapter merged in

        {loaded.Checkpoint.Name} (weights SHA-256 {loaded.Checkpoint.Hash}) with the LoRA adapter {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(adapter)))}
        added to its weights. No medical advice.

        """.ReplaceLineEndings("\n");

    private static ScalarType TypeOf(string type) => type switch
    {
        "bf16" => ScalarType.BFloat16,
        "fp16" => ScalarType.Float16,
        _ => ScalarType.Float32,
    };
}
