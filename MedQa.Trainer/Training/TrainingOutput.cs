using System.Text.Json;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using TorchSharp;

namespace MedQa.Trainer.Training;

/// <summary>Writes what a run made: an adapter in PEFT's format or a model in Hugging Face's layout, with its card and its losses.</summary>
internal sealed class TrainingOutput(TrainingOptions options, Checkpoint source, string dataHash, TrainingResult result)
{
    private const long ShardBytes = 15L << 20;

    /// <summary>Writes PEFT's two files, <c>medqa.json</c>, the card and the losses.</summary>
    public void WriteAdapter(LoraAdapter adapter)
    {
        PeftAdapter.Save(adapter, options.Output, source.Name);
        new AdapterCard
        {
            BaseModel = source.Name,
            BaseHash = source.Hash,
            ChatTemplate = source.ChatTemplate.Name,
            Answer = options.Format,
        }.Save(options.Output);
        WriteNotes();
    }

    /// <summary>Writes the model's folder.</summary>
    public void WriteModel(MistralForCausalLM model, CancellationToken cancellationToken)
    {
        ModelExporter.Save(model, options.Output, torch.ScalarType.BFloat16, source.SourcePath, ShardBytes, cancellationToken);
        WriteNotes();
    }

    private void WriteNotes()
    {
        File.WriteAllText(Path.Combine(options.Output, "training.json"), JsonSerializer.Serialize(result, OptionsFile.Json));
        File.WriteAllText(Path.Combine(options.Output, "training-options.json"), OptionsFile.ToJson(Named(options)));
        File.WriteAllText(Path.Combine(options.Output, "README.md"), TrainingCard.Markdown(Named(options), source.Name, source.Hash, dataHash, result));
    }

    /// <summary>The options without this machine's folders, which are published with an adapter.</summary>
    private static TrainingOptions Named(TrainingOptions options) => options with
    {
        Model = Path.GetFileName(options.Model),
        Data = Path.GetFileName(options.Data),
        Split = Path.GetFileName(options.Split),
        Output = Path.GetFileName(options.Output),
    };
}
