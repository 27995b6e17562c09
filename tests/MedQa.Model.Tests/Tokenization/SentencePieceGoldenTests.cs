using System.Text.Json;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Every id and every decoded text of sentencepiece's own library, for both models.</summary>
public class SentencePieceGoldenTests
{
    [SkippableTheory]
    [InlineData("tokenizer-mistral.json")]
    [InlineData("tokenizer-medqa-8k.json")]
    public void Encode_EveryCase_GivesSentencePiecesIds(string golden)
    {
        var cases = Open(golden, out var tokenizer);
        foreach (var one in cases)
        {
            var text = one.GetProperty("text").GetString()!;
            Assert.Equal(TokenizerGoldens.Ids(one.GetProperty("ids")), tokenizer.Encode(text));
            // A second time, so that remembered words are seen too.
            Assert.Equal(TokenizerGoldens.Ids(one.GetProperty("ids")), tokenizer.Encode(text));
        }
    }

    [SkippableTheory]
    [InlineData("tokenizer-mistral.json")]
    [InlineData("tokenizer-medqa-8k.json")]
    public void Decode_EveryCase_GivesSentencePiecesText(string golden)
    {
        foreach (var one in Open(golden, out var tokenizer))
        {
            var ids = TokenizerGoldens.Ids(one.GetProperty("ids"));
            Assert.Equal(one.GetProperty("decoded").GetString(), tokenizer.Decode(ids));
        }
    }

    private static List<JsonElement> Open(string golden, out SentencePieceTokenizer tokenizer)
    {
        var root = TokenizerGoldens.Read(golden);
        tokenizer = SentencePieceTokenizer.Load(TokenizerGoldens.Source(root));
        var cases = root.GetProperty("cases").EnumerateArray().ToList();
        Assert.NotEmpty(cases);
        return cases;
    }
}
