using MedQa.Model.Gguf;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>SmolLM2's tokenizer, from tokenizer.json and from the GGUF file: every id of the tokenizers library, and its chats.</summary>
public class ByteLevelBpeGoldenTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_EveryCase_GivesTheTokenizersLibrarysIds(bool fromGguf)
    {
        var golden = TokenizerGoldens.Read("tokenizer-smollm2.json");
        var (tokenizer, _) = Open(TokenizerGoldens.Source(golden), fromGguf);
        var cases = golden.GetProperty("cases").EnumerateArray().ToArray();
        Assert.NotEmpty(cases);
        foreach (var one in cases)
        {
            var (text, ids) = (one.GetProperty("text").GetString()!, TokenizerGoldens.Ids(one.GetProperty("ids_plain")));
            Assert.Equal(ids, tokenizer.Encode(text));
            // A second time, so that remembered words are seen too.
            Assert.Equal(ids, tokenizer.EncodeContinuation(text));
            Assert.Equal(one.GetProperty("decoded").GetString(), tokenizer.Decode(ids));
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void EncodeChat_EveryCase_GivesTheReferencesTextAndIds(bool fromGguf)
    {
        var golden = TokenizerGoldens.Read("chat-smollm2.json");
        var (tokenizer, fileTemplate) = Open(Goldens.RequireModel("smollm2-135m-instruct"), fromGguf);
        // tokenizer.json alone brings no template, and so no system text of its own.
        var gguf = Open(Goldens.RequireModel("smollm2-135m-instruct"), true).Template;
        var template = Assert.IsType<ChatMlTemplate>(gguf);
        Assert.Equal(fromGguf ? template.DefaultSystem : null, Assert.IsType<ChatMlTemplate>(fileTemplate).DefaultSystem);
        foreach (var one in golden.GetProperty("cases").EnumerateArray())
        {
            var messages = TokenizerGoldens.Messages(one);
            var chat = template.Encode(tokenizer, messages);
            Assert.Equal(one.GetProperty("rendered").GetString(), template.Render(tokenizer, messages));
            Assert.Equal(TokenizerGoldens.Ids(one.GetProperty("ids")), chat.Ids);
            var answers = messages.Where(m => m.Role == ChatRole.Assistant).SelectMany(m => tokenizer.Encode(m.Content).Append(tokenizer.EosTokenId));
            Assert.Equal(answers, chat.Ids.Where((_, i) => chat.IsResponse[i]));
        }
    }

    private static (ITokenizer Tokenizer, ChatTemplate? Template) Open(string folder, bool fromGguf)
    {
        if (!fromGguf)
        {
            return TokenizerFiles.FromFolder(folder);
        }

        var path = Directory.GetFiles(folder, "*.gguf").FirstOrDefault();
        Skip.If(path is null, $"{folder} holds no GGUF file.");
        using var file = GgufFile.Open(path);
        return TokenizerFiles.FromGguf(file.Metadata, path);
    }
}
