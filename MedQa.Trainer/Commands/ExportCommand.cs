using System.CommandLine;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Quantization;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using static TorchSharp.torch;

namespace MedQa.Trainer.Commands;

/// <summary>
/// <c>export</c>: a base model with an adapter merged into its weights, or quantized, or both, as a folder that transformers and
/// vLLM load.
/// </summary>
public static class ExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var merged = new Option<bool>("--merged") { Description = "Merge the adapter into the base model's weights." };
        var model = new Option<string>("--model", "-m") { Description = "Folder in Hugging Face's layout, .gguf file, or a model's name on the hub (OWNER/NAME[@REVISION][:FILE.gguf]).", Required = true };
        var adapter = new Option<string?>("--adapter", "-a") { Description = "Folder of the adapter to merge." };
        var output = new Option<string>("--out", "-o") { Description = "Folder for the model.", Required = true };
        var type = new Option<string>("--dtype") { Description = "Type to write: bf16, fp16 or float32. The sum is made in float32.", DefaultValueFactory = _ => "bf16" };
        var quantization = new Option<string>("--quantization") { Description = "none, or nf4 to store the projections in 4 bit as transformers does.", DefaultValueFactory = _ => "none" };
        var command = new Command("export", "Write a model that needs no adapter, or one in 4 bit.") { merged, model, adapter, output, type, quantization };
        type.AcceptOnlyFromAmong("bf16", "fp16", "float32");
        quantization.AcceptOnlyFromAmong("none", "nf4");
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            var to = parsed.GetRequiredValue(output);
            var (stored, kind) = (TypeOf(parsed.GetValue(type)!), parsed.GetValue(quantization) == "nf4" ? QuantizationKind.Nf4 : QuantizationKind.None);
            if (parsed.GetValue(merged))
            {
                var terms = parsed.GetValue(adapter) ?? throw new ArgumentException("--merged needs an adapter: give --adapter.");
                Merge(await FromAsync(), terms, to, stored, kind, cancellationToken);
            }
            else
            {
                RequireQuantizationAlone(kind, parsed.GetValue(adapter));
                Quantize(await FromAsync(), to, stored, cancellationToken);
            }

            Console.WriteLine($"Written to {Path.GetFullPath(to)}");

            Task<string> FromAsync() => HubFiles.ModelAsync(parsed.GetRequiredValue(model), Console.Error.WriteLine, cancellationToken);
        }));
        return command;
    }

    /// <summary>Writes the merged model, with a model card and the answer format beside it.</summary>
    /// <exception cref="ArgumentException">The output is the base's folder, or the base was saved in 4 bit.</exception>
    internal static void Merge(string model, string adapter, string output, ScalarType type, QuantizationKind quantization, CancellationToken cancellationToken)
    {
        RequireOtherFolder(model, output);
        using var loaded = LoadedModel.Open(model, adapter, "cpu", "float32", QuantizationKind.None, cancellationToken);
        if (loaded.Checkpoint.Model.IsQuantized)
        {
            throw new ArgumentException($"{model} was saved in 4 bit, and an adapter can't be merged into that: take the unquantized model.");
        }

        loaded.Adapter!.MergeInto(loaded.Checkpoint.Model);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(adapter)));
        Write(loaded, output, type, quantization, $"with the LoRA adapter {name}\nadded to its weights", cancellationToken);
    }

    /// <summary>Writes the model in 4 bit, with a model card and the answer format beside it.</summary>
    /// <exception cref="ArgumentException">The output is the base's folder.</exception>
    internal static void Quantize(string model, string output, ScalarType type, CancellationToken cancellationToken)
    {
        RequireOtherFolder(model, output);
        var name = type == ScalarType.BFloat16 ? "bf16" : "float32";
        using var loaded = LoadedModel.Open(model, null, "cpu", name, QuantizationKind.Nf4, cancellationToken);
        Write(loaded, output, type, QuantizationKind.Nf4, "quantized", cancellationToken);
    }

    private static void Write(LoadedModel loaded, string output, ScalarType type, QuantizationKind quantization, string how, CancellationToken cancellationToken)
    {
        var checkpoint = loaded.Checkpoint;
        ModelExporter.Save(checkpoint.Model, output, type, checkpoint.SourcePath, quantization: quantization, cancellationToken: cancellationToken);
        new AdapterCard { ChatTemplate = checkpoint.ChatTemplate.Name, Answer = loaded.Format }.Save(output);
        File.WriteAllText(Path.Combine(output, "README.md"), ModelCard(checkpoint, how, quantization));
    }

    private static string ModelCard(Checkpoint checkpoint, string how, QuantizationKind quantization) => $"""
        # {checkpoint.Name}{(quantization == QuantizationKind.Nf4 ? " in NF4" : ", with an adapter merged in")}

        {checkpoint.Name} (weights SHA-256 {checkpoint.Hash}) {how}{(quantization == QuantizationKind.Nf4 ? ",\nits projections stored in NF4 (bitsandbytes)" : "")}. No medical advice.

        """.ReplaceLineEndings("\n");

    private static void RequireOtherFolder(string model, string output)
    {
        if (Path.GetFullPath(output) == Path.GetFullPath(model))
        {
            throw new ArgumentException($"{output}: the exported model can't take its base's place.");
        }
    }

    private static void RequireQuantizationAlone(QuantizationKind quantization, string? adapter)
    {
        if (quantization == QuantizationKind.None || adapter is not null)
        {
            throw new ArgumentException("export writes merged or quantized models: give --merged with --adapter, --quantization nf4, or both.");
        }
    }

    private static ScalarType TypeOf(string type) => type switch
    {
        "bf16" => ScalarType.BFloat16,
        "fp16" => ScalarType.Float16,
        _ => ScalarType.Float32,
    };
}
