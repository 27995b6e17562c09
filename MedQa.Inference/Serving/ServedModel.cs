using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Mistral;
using MedQa.Model.Tokenization;

namespace MedQa.Inference.Serving;

/// <summary>
/// The model that is served. <see cref="Network"/> and <see cref="Generator"/> belong to the device's thread, where this is
/// disposed too; everything else may be used from any thread.
/// </summary>
/// <param name="network">The decoder; disposed with this.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="chatTemplate">Lays conversations out.</param>
internal sealed class ServedModel(MistralForCausalLM network, ITokenizer tokenizer, ChatTemplate chatTemplate) : IDisposable
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the weights, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>From the model's card, one paragraph for people; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>How the base model is asked where no adapter says otherwise.</summary>
    public AnswerFormat Format { get; init; } = new();

    /// <summary>How many words of passages the model was made to read at once; null where nothing says so.</summary>
    public int? ContextWords { get; init; }

    /// <summary>From which relevance on the model reads passages for a required answer, 0 to 1; null where nothing says so.</summary>
    public double? RelevanceThreshold { get; init; }

    /// <summary>What speaks for the sentence that holds most of the question where a required answer begins; 0 where nothing says so.</summary>
    public double BestSentenceBias { get; init; }

    public MistralConfig Config { get; } = network.Config;

    public long ParameterCount { get; } = network.ParameterCount;

    /// <summary>The type that the model computes in.</summary>
    public string DType { get; } = network.ComputeDType.ToString().ToLowerInvariant();

    public string Device { get; } = network.Device.ToString();

    public ITokenizer Tokenizer { get; } = tokenizer;

    public ChatTemplate ChatTemplate { get; } = chatTemplate;

    public MistralForCausalLM Network { get; } = network;

    public Generator Generator { get; } = new(network, tokenizer);

    public void Dispose() => Network.Dispose();
}
