namespace MedQa.Model.Encoders;

/// <summary>
/// The shape of a BERT (Devlin et al., 2018, arXiv:1810.04805) or RoBERTa (Liu et al., 2019, arXiv:1907.11692) encoder. Names follow
/// Hugging Face's <c>config.json</c>; nothing that changes the result has a default.
/// </summary>
public sealed record EncoderConfig
{
    /// <summary>Whether positions are counted as RoBERTa does, else as BERT does.</summary>
    public required bool IsRoberta { get; init; }

    /// <summary>V, the number of token ids.</summary>
    public required int VocabSize { get; init; }

    /// <summary>E, the width of a hidden state.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of layers.</summary>
    public required int NumHiddenLayers { get; init; }

    /// <summary>H, the number of heads; divides <see cref="HiddenSize"/>.</summary>
    public required int NumAttentionHeads { get; init; }

    /// <summary>Rows of the position table. Of a RoBERTa the first <see cref="PadTokenId"/> + 1 stand for no token.</summary>
    public required int MaxPositionEmbeddings { get; init; }

    /// <summary>Number of token types (the first and the second text of a pair).</summary>
    public required int TypeVocabSize { get; init; }

    /// <summary>Added to the variance in layer normalisation.</summary>
    public required double LayerNormEps { get; init; }

    /// <summary>The id that fills up shorter texts.</summary>
    public required int PadTokenId { get; init; }

    /// <summary>The position of a text's first token: 0, of a RoBERTa <see cref="PadTokenId"/> + 1.</summary>
    public int FirstPosition => IsRoberta ? PadTokenId + 1 : 0;

    /// <summary>The most tokens of a text.</summary>
    public int MaxTokens => MaxPositionEmbeddings - FirstPosition;

    /// <summary>Checks that the numbers fit together.</summary>
    /// <exception cref="InvalidDataException">A number is out of range or two do not fit; the message carries the values.</exception>
    public void Validate()
    {
        Positive(VocabSize, "vocab_size");
        Positive(HiddenSize, "hidden_size");
        Positive(IntermediateSize, "intermediate_size");
        Positive(NumHiddenLayers, "num_hidden_layers");
        Positive(NumAttentionHeads, "num_attention_heads");
        Positive(MaxPositionEmbeddings, "max_position_embeddings");
        Positive(TypeVocabSize, "type_vocab_size");
        if (HiddenSize % NumAttentionHeads != 0)
        {
            throw new InvalidDataException($"hidden_size ({HiddenSize}) must be divisible by num_attention_heads ({NumAttentionHeads}).");
        }

        if (!(LayerNormEps > 0))
        {
            throw new InvalidDataException($"layer_norm_eps ({LayerNormEps}) must be above 0.");
        }

        if (PadTokenId < 0 || PadTokenId >= VocabSize)
        {
            throw new InvalidDataException($"pad_token_id ({PadTokenId}) must be one of the {VocabSize} ids.");
        }

        if (MaxTokens < 2)
        {
            throw new InvalidDataException($"max_position_embeddings ({MaxPositionEmbeddings}) leaves no position for a text; the first token has position {FirstPosition}.");
        }
    }

    private static void Positive(int value, string name)
    {
        if (value is <= 0 or > 1 << 24)
        {
            throw new InvalidDataException($"{name} ({value}) must be between 1 and {1 << 24}.");
        }
    }
}
