using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>Writes a trained model in Hugging Face's layout: sharded weights, <c>config.json</c>, and the tokenizer's files as they were.</summary>
internal static class ModelFolder
{
    private static readonly string[] TokenizerFiles =
        ["tokenizer.model", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "generation_config.json", "chat_template.jinja"];

    /// <param name="folder">Made where missing.</param>
    /// <param name="dtype">Type that the weights are stored in.</param>
    /// <param name="shardBytes">Largest size of a weights file.</param>
    /// <param name="tokenizer">The folder, or the one file, that the tokenizer was read from.</param>
    /// <exception cref="InvalidDataException">The tokenizer does not lie in files of its own.</exception>
    public static void Write(
        MistralForCausalLM model, string folder, ScalarType dtype, long shardBytes, string tokenizer, CancellationToken cancellationToken = default)
    {
        var files = File.Exists(tokenizer) ? [tokenizer] : TokenizerFiles.Select(n => Path.Combine(tokenizer, n)).Where(File.Exists).ToArray();
        if (!files.Any(f => TokenizerFiles.Contains(Path.GetFileName(f))))
        {
            throw new InvalidDataException($"{tokenizer} holds no tokenizer file that could be copied beside the model: train from a folder in Hugging Face's layout.");
        }

        Directory.CreateDirectory(folder);
        ShardedSafetensorsWriter.Save(folder, model.Weights, dtype, shardBytes, cancellationToken);
        MistralConfigWriter.Write(model.Config, dtype, Path.Combine(folder, "config.json"));
        foreach (var file in files)
        {
            var target = Path.Combine(folder, Path.GetFileName(file));
            if (Path.GetFullPath(file) != Path.GetFullPath(target))
            {
                File.WriteAllBytes(target, File.ReadAllBytes(file));
            }
        }
    }
}
