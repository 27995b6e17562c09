using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Safetensors;

namespace MedQa.Model.Hub;

/// <summary>
/// The files of a checkpoint: config and tokenizer, the model card and, of the weights, safetensors alone: one file, or the
/// index and the shards that it names. Other forms of the weights (<c>pytorch_model*.bin</c>, <c>consolidated.safetensors</c>)
/// are left on the hub.
/// </summary>
internal sealed class CheckpointFiles : IHubSelection
{
    private const string Config = "config.json";

    private static readonly string[] Wanted = [Config, "generation_config.json", AdapterCard.FileName, "README.md", "LICENSE", .. ModelExporter.TokenizerFileNames];

    /// <inheritdoc/>
    public IReadOnlyList<string> First(IReadOnlyCollection<string> names, string what)
    {
        if (!names.Contains(Config))
        {
            throw new HubException($"{what} has no {Config}, so it is no model in Hugging Face's layout.{Instead(names)}");
        }

        if (!names.Contains("tokenizer.model") && !names.Contains("tokenizer.json"))
        {
            throw new HubException($"{what} has neither a tokenizer.model nor a tokenizer.json.");
        }

        string weights = names.Contains(SafetensorsFolder.SingleFile) ? SafetensorsFolder.SingleFile
            : names.Contains(ShardIndex.FileName) ? ShardIndex.FileName
            : throw new HubException($"{what} has neither {SafetensorsFolder.SingleFile} nor {ShardIndex.FileName}; weights in other forms are not read.{Instead(names)}");
        return [.. Wanted.Where(names.Contains), .. weights == ShardIndex.FileName ? [weights] : Array.Empty<string>()];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Then(IReadOnlyCollection<string> names, string folder, string what)
    {
        if (names.Contains(SafetensorsFolder.SingleFile))
        {
            return [SafetensorsFolder.SingleFile];
        }

        var shards = ShardIndex.Read(Path.Combine(folder, ShardIndex.FileName)).Values.Distinct().Order(StringComparer.Ordinal).ToList();
        return shards.Find(s => !names.Contains(s)) is { } missing
            ? throw new HubException($"{what} lacks {missing}, which its {ShardIndex.FileName} names.")
            : shards;
    }

    private static string Instead(IReadOnlyCollection<string> names) =>
        names.FirstOrDefault(n => n.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)) is { } gguf
            ? $" It holds GGUF files: name one of them after a colon, OWNER/NAME:{gguf}."
            : "";
}
