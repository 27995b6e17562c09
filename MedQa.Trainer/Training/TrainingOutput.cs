using System.Text.Json;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Hub;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using TorchSharp;

namespace MedQa.Trainer.Training;

/// <summary>Writes what a run made: an adapter in PEFT's format or a model in Hugging Face's layout, with its card and its losses.</summary>
internal sealed class TrainingOutput(TrainingOptions options, Checkpoint source, string dataHash, StartingAdapter? start)
{
    private const long ShardBytes = 15L << 20;
    private const string ResultFile = "training.json";

    /// <summary>What a run that ended left in a folder, or null where none did.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static TrainingResult? Finished(string folder)
    {
        var path = Path.Combine(folder, ResultFile);
        return File.Exists(path) ? OptionsFile.Load<TrainingResult>(path) : null;
    }

    /// <summary>A run begins anew: nothing in its folder says any more that one ended.</summary>
    public static void Reopen(string folder) => File.Delete(Path.Combine(folder, ResultFile));

    /// <summary>Writes PEFT's two files and <c>medqa.json</c>, or where every weight was trained the model's folder.</summary>
    /// <param name="adapter">Null where every weight was trained.</param>
    public void WriteWeights(string folder, MistralForCausalLM model, LoraAdapter? adapter, CancellationToken cancellationToken)
    {
        if (adapter is null)
        {
            ModelExporter.Save(model, folder, torch.ScalarType.BFloat16, source.SourcePath, ShardBytes, cancellationToken: cancellationToken);
            return;
        }

        PeftAdapter.Save(adapter, folder, source.Name);
        new AdapterCard
        {
            BaseModel = source.Name,
            BaseHash = source.Hash,
            ChatTemplate = source.ChatTemplate.Name,
            Answer = options.Format,
        }.Save(folder);
    }

    /// <summary>Writes the options, the card and last the losses, which say that the run has ended.</summary>
    public void WriteNotes(TrainingResult result)
    {
        File.WriteAllText(Path.Combine(options.Output, "training-options.json"), OptionsFile.ToJson(Named(options)));
        File.WriteAllText(Path.Combine(options.Output, "README.md"), TrainingCard.Markdown(Named(options), source.Name, source.Hash, dataHash, result, start));
        var path = Path.Combine(options.Output, ResultFile);
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(result, OptionsFile.Json));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>The options without this machine's folders, which are published with an adapter.</summary>
    private TrainingOptions Named(TrainingOptions options) => options with
    {
        Model = HubPath.NameOf(options.Model, pinned: true),
        Data = HubPath.NameOf(options.Data, pinned: true),
        Split = Path.GetFileName(options.Split),
        StartFrom = start?.Name,
        Output = Path.GetFileName(options.Output),
    };
}
