using System.Text;
using MedQa.Model.Tokenization;

namespace MedQa.Inference.Testing;

/// <summary>Writes a script in the model's stead, two characters a token and an empty text behind it, whatever the model chooses; without a script, what the model chooses.</summary>
public sealed class ScriptedTokenizer(ITokenizer inner) : ITokenizer
{
    private int written;

    /// <summary>What the next answer says; it ends by its budget or a stop text.</summary>
    public string? Script
    {
        get;
        set => (field, written) = (value, 0);
    }

    /// <summary>Tokens written since the script was set.</summary>
    public int Written => Volatile.Read(ref written);

    public int VocabularySize => inner.VocabularySize;

    public int? BosTokenId => inner.BosTokenId;

    public int EosTokenId => Script is null ? inner.EosTokenId : int.MaxValue;

    public bool AddsWordMark => Script is null && inner.AddsWordMark;

    public IReadOnlyList<int> Encode(string text) => inner.Encode(text);

    public IReadOnlyList<int> EncodeContinuation(string text) => inner.EncodeContinuation(text);

    /// <summary>With a script nothing comes out as it went in, so that no answer is held to quotes.</summary>
    public string Decode(IEnumerable<int> ids) => Script is null ? inner.Decode(ids) : "";

    public ReadOnlyMemory<byte> GetBytes(int id)
    {
        var at = 2 * (Interlocked.Increment(ref written) - 1);
        return Script is null ? inner.GetBytes(id) : at >= Script.Length ? default : Encoding.UTF8.GetBytes(Script[at..Math.Min(Script.Length, at + 2)]);
    }

    public int? FindControl(string name) => inner.FindControl(name);

    public bool IsControl(int id) => Script is null && inner.IsControl(id);
}
