namespace MedQa.Model.Mistral;

/// <summary>
/// The shape of a Mistral- or Llama-shaped decoder. Names follow Hugging Face's <c>config.json</c>; nothing that changes the
/// result has a default.
/// </summary>
public sealed record MistralConfig
{
    /// <summary><c>mistral</c> or <c>llama</c>.</summary>
    public required string ModelType { get; init; }

    /// <summary>V, the number of token ids.</summary>
    public required int VocabSize { get; init; }

    /// <summary>E, the width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of decoder layers.</summary>
    public required int NumHiddenLayers { get; init; }

    /// <summary>H, the number of query heads.</summary>
    public required int NumAttentionHeads { get; init; }

    /// <summary>Hkv, the number of key and value heads; divides <see cref="NumAttentionHeads"/>.</summary>
    public required int NumKeyValueHeads { get; init; }

    /// <summary>D, the size of one head; even. Not always E / H.</summary>
    public required int HeadDim { get; init; }

    /// <summary>The longest sequence, in tokens.</summary>
    public required int MaxPositionEmbeddings { get; init; }

    /// <summary>Added to the mean square in RMSNorm.</summary>
    public required double RmsNormEps { get; init; }

    /// <summary>Rotary position embedding.</summary>
    public required RopeParameters Rope { get; init; }

    /// <summary>How many positions a token sees, itself included; null sees all.</summary>
    public required int? SlidingWindow { get; init; }

    /// <summary>Whether the output projection is the embedding matrix.</summary>
    public required bool TieWordEmbeddings { get; init; }

    /// <summary>Id that begins a sequence, where config.json names one.</summary>
    public int? BosTokenId { get; init; }

    /// <summary>Ids that end a sequence.</summary>
    public IReadOnlyList<int> EosTokenIds { get; init; } = [];

    /// <summary>Checks that the numbers fit together.</summary>
    /// <exception cref="InvalidDataException">A number is out of range or two do not fit; the message carries the values.</exception>
    public void Validate()
    {
        Positive(VocabSize, "vocab_size");
        Positive(HiddenSize, "hidden_size");
        Positive(IntermediateSize, "intermediate_size");
        Positive(NumHiddenLayers, "num_hidden_layers");
        Positive(NumAttentionHeads, "num_attention_heads");
        Positive(NumKeyValueHeads, "num_key_value_heads");
        Positive(HeadDim, "head_dim");
        Positive(MaxPositionEmbeddings, "max_position_embeddings");
        if (NumAttentionHeads % NumKeyValueHeads != 0)
        {
            throw new InvalidDataException($"num_attention_heads ({NumAttentionHeads}) must be divisible by num_key_value_heads ({NumKeyValueHeads}).");
        }

        if (HeadDim % 2 != 0)
        {
            throw new InvalidDataException($"head_dim ({HeadDim}) must be even: rotary embedding pairs its halves.");
        }

        if (SlidingWindow is { } window)
        {
            Positive(window, "sliding_window");
        }

        if (!(RmsNormEps > 0) || !(Rope.Theta > 0))
        {
            throw new InvalidDataException($"rms_norm_eps ({RmsNormEps}) and rope_theta ({Rope.Theta}) must be above 0.");
        }
    }

    private static void Positive(int value, string name)
    {
        // 2^24 is far above any real model and keeps products of two sizes within 64 bits.
        if (value is <= 0 or > 1 << 24)
        {
            throw new InvalidDataException($"{name} ({value}) must be between 1 and {1 << 24}.");
        }
    }
}
