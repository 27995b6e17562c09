namespace MedQa.Model.Tokenization;

/// <summary>
/// Turns text into token ids and back. Text is always plain: no text, whatever it holds, gives a control token's id
/// (<c>&lt;s&gt;</c>, <c>&lt;|im_end|&gt;</c>, …); those are asked for by name through <see cref="FindControl"/>.
/// Thread-safe.
/// </summary>
public interface ITokenizer
{
    /// <summary>Number of ids; every id is below it.</summary>
    int VocabularySize { get; }

    /// <summary>The id that begins a sequence, where the model uses one.</summary>
    int? BosTokenId { get; }

    /// <summary>The id that ends a sequence (for a chat model, the one that ends the assistant's turn).</summary>
    int EosTokenId { get; }

    /// <summary>Encodes text that begins a segment (SentencePiece puts its word mark before it). Adds no control token.</summary>
    IReadOnlyList<int> Encode(string text);

    /// <summary>Encodes text that goes on where an earlier segment ended (SentencePiece adds no word mark). Adds no control token.</summary>
    IReadOnlyList<int> EncodeContinuation(string text);

    /// <summary>Decodes a whole segment; control tokens give nothing. Bytes that are no UTF-8 become U+FFFD.</summary>
    string Decode(IEnumerable<int> ids);

    /// <summary>The bytes that a token stands for in the middle of a text; empty for a control token. SentencePiece's word mark is a space.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    ReadOnlyMemory<byte> GetBytes(int id);

    /// <summary>The id of the control token of this name (<c>[INST]</c>, <c>&lt;|im_start|&gt;</c>), or null where there is none.</summary>
    int? FindControl(string name);

    /// <summary>Whether the id is a control token.</summary>
    bool IsControl(int id);

    /// <summary>Whether a decoded segment begins with a word mark's space that is not part of the text (SentencePiece).</summary>
    bool AddsWordMark { get; }
}
