using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Mistral's chats: rendered and encoded as the reference does, with the markers as text and as control ids.</summary>
public class MistralChatGoldenTests
{
    [SkippableFact]
    public void Encode_EveryCase_GivesTheReferencesTextAndIds()
    {
        var root = TokenizerGoldens.Read("chat-mistral.json");
        var tokenizer = SentencePieceTokenizer.Load(Path.Combine(TokenizerGoldens.Source(root), "tokenizer.model"));
        var template = new MistralChatTemplate();
        foreach (var one in root.GetProperty("cases").EnumerateArray())
        {
            var messages = TokenizerGoldens.Messages(one);
            var chat = template.Encode(tokenizer, messages);
            Assert.Equal(one.GetProperty("rendered").GetString(), template.Render(tokenizer, messages));
            Assert.Equal(TokenizerGoldens.Ids(one.GetProperty("ids")), chat.Ids);
            var answers = messages.Where(m => m.Role == ChatRole.Assistant).SelectMany(m => tokenizer.Encode(m.Content).Append(tokenizer.EosTokenId));
            Assert.Equal(answers, chat.Ids.Where((_, i) => chat.IsResponse[i]));
        }
    }

    [SkippableFact]
    public void Encode_MarkersAsControlTokens_PutsTheirIdsAroundTheGoldenTexts()
    {
        var root = TokenizerGoldens.Read("tokenizer-medqa-8k.json");
        var tokenizer = SentencePieceTokenizer.Load(TokenizerGoldens.Source(root));
        var cases = root.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("text").GetString()!.Length > 0).ToArray();
        for (var i = 1; i < cases.Length; i++)
        {
            var (user, answer) = (cases[i - 1], cases[i]);
            var chat = new MistralChatTemplate().Encode(
                tokenizer,
                [new(ChatRole.User, user.GetProperty("text").GetString()!), new(ChatRole.Assistant, answer.GetProperty("text").GetString()!)],
                addGenerationPrompt: false);
            var (userIds, answerIds) = (TokenizerGoldens.Ids(user.GetProperty("ids")), TokenizerGoldens.Ids(answer.GetProperty("ids")));
            Assert.Equal([1, 4, .. userIds, 5, .. answerIds, 2], chat.Ids);
            Assert.Equal([.. Enumerable.Repeat(false, userIds.Length + 3), .. Enumerable.Repeat(true, answerIds.Length + 1)], chat.IsResponse);
        }
    }
}
