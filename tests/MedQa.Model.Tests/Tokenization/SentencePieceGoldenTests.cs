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

    [SkippableTheory]
    [InlineData("tokenizer-mistral.json")]
    [InlineData("tokenizer-medqa-8k.json")]
    public void FromGguf_TheSamePieces_GivesTheSameIdsAndTexts(string golden)
    {
        var root = TokenizerGoldens.Read(golden);
        var pieces = SentencePieceTokenizer.ReadModel(TokenizerGoldens.Source(root)).Pieces;
        var (tokenizer, template) = TokenizerFiles.FromGguf(new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = "llama",
            ["tokenizer.ggml.tokens"] = pieces.Select(piece => piece.Text).ToArray(),
            ["tokenizer.ggml.scores"] = pieces.Select(piece => piece.Score).ToArray(),
            ["tokenizer.ggml.token_type"] = pieces.Select(piece => (int)piece.Type).ToArray(),
            ["tokenizer.ggml.bos_token_id"] = 1u,
            ["tokenizer.ggml.eos_token_id"] = 2u,
        });
        Assert.IsType<MistralChatTemplate>(template);
        foreach (var one in root.GetProperty("cases").EnumerateArray())
        {
            var ids = TokenizerGoldens.Ids(one.GetProperty("ids"));
            Assert.Equal(ids, tokenizer.Encode(one.GetProperty("text").GetString()!));
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
