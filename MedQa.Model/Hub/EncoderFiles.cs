using MedQa.Model.Safetensors;

namespace MedQa.Model.Hub;

/// <summary>The files of a BERT or RoBERTa encoder: config, tokenizer and, of the weights, <c>model.safetensors</c> alone.</summary>
internal sealed class EncoderFiles : IHubSelection
{
    private const string Config = "config.json";

    private static readonly string[] Tokenizers = ["tokenizer.json", "vocab.txt", "vocab.json", "merges.txt"];

    private static readonly string[] Wanted = [Config, .. Tokenizers, "tokenizer_config.json", "special_tokens_map.json"];

    /// <inheritdoc/>
    public IReadOnlyList<string> First(IReadOnlyCollection<string> names, string what)
    {
        if (!names.Contains(Config))
        {
            throw new HubException($"{what} has no {Config}, so it is no encoder in Hugging Face's layout.");
        }

        if (!Tokenizers.Any(names.Contains))
        {
            throw new HubException($"{what} has no tokenizer: none of {string.Join(", ", Tokenizers)}.");
        }

        return names.Contains(SafetensorsFolder.SingleFile)
            ? [.. Wanted.Where(names.Contains), SafetensorsFolder.SingleFile]
            : throw new HubException($"{what} has no {SafetensorsFolder.SingleFile}; weights in other forms are not read.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Then(IReadOnlyCollection<string> names, string folder, string what) => [];
}
