namespace MedQa.Model.Tokenization;

/// <summary>What a piece is for; numbers as in sentencepiece_model.proto and in GGUF's <c>tokenizer.ggml.token_type</c>.</summary>
internal enum SentencePieceType
{
    /// <summary>A piece of text, reached by merges.</summary>
    Normal = 1,

    /// <summary>Stands for what can't be encoded.</summary>
    Unknown = 2,

    /// <summary>A control token; no text gives it.</summary>
    Control = 3,

    /// <summary>A text that is always one token.</summary>
    UserDefined = 4,

    /// <summary>A piece that is never given.</summary>
    Unused = 5,

    /// <summary>One byte, <c>&lt;0x0A&gt;</c>.</summary>
    Byte = 6,
}
