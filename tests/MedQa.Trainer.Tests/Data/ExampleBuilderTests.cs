using MedQa.Model.Answers;
using MedQa.Model.Tests;
using MedQa.Model.Tokenization;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Tests.Data;

public sealed class ExampleBuilderTests
{
    private static readonly QaRow _row = new("7", "Does it rain?", ["It rains in spring.", "It pours in autumn, all day long."], "It does, often.", "yes", null);

    [SkippableTheory]
    [InlineData(DecisionPlacement.Last, "It does, often. The direct answer to your question is: yes.")]
    [InlineData(DecisionPlacement.First, "Yes. It does, often.")]
    public void Build_Row_MarksExactlyTheResponseAndItsEnd(DecisionPlacement placement, string response)
    {
        var (tokenizer, template) = LoadMistral();
        var format = new AnswerFormat { Placement = placement };

        var example = Assert.Single(new ExampleBuilder(tokenizer, template, format).Build([_row], 2048).Examples);

        var prompt = new DecisionScorer(null!, tokenizer, template, format).PromptIds(_row.Question, _row.Contexts);
        Assert.Equal("7", example.RowId);
        Assert.Equal(prompt, example.Ids.Take(prompt.Count));
        Assert.Equal(tokenizer.EosTokenId, example.Ids[^1]);
        Assert.Equal([.. tokenizer.Encode(response), tokenizer.EosTokenId], example.Ids.Skip(prompt.Count));
        Assert.Equal(example.Ids.Select((_, i) => i >= prompt.Count), example.IsResponse);
        Assert.Equal(response, tokenizer.Decode(Response(example)).TrimStart());
    }

    [SkippableFact]
    public void Build_RowWithoutDecision_EndsWithItsLongAnswer()
    {
        var (tokenizer, template) = LoadMistral();

        var example = Assert.Single(new ExampleBuilder(tokenizer, template, new AnswerFormat()).Build([_row with { Decision = null }], 2048).Examples);

        Assert.Equal("It does, often.", tokenizer.Decode(Response(example)).TrimStart());
    }

    [SkippableFact]
    public void Build_TooLong_ShortensTheContextFromItsEndAndNothingElse()
    {
        var (tokenizer, template) = LoadMistral();
        var builder = new ExampleBuilder(tokenizer, template, new AnswerFormat());
        var whole = Assert.Single(builder.Build([_row], 2048).Examples);
        var bare = Assert.Single(builder.Build([_row with { Contexts = [] }], 2048).Examples);

        for (var maxLength = bare.Ids.Length; maxLength < whole.Ids.Length; maxLength++)
        {
            var set = builder.Build([_row, _row with { Contexts = [] }], maxLength);

            Assert.Equal(1, set.ShortenedCount);
            Assert.True(set.Examples[0].Ids.Length <= maxLength, $"{set.Examples[0].Ids.Length} > {maxLength}");
            Assert.Equal(Response(whole), Response(set.Examples[0]));
            Assert.Equal(bare.Ids, set.Examples[1].Ids);
            var context = ContextOf(tokenizer, set.Examples[0]);
            Assert.StartsWith(context, string.Join(' ', _row.Contexts), StringComparison.Ordinal);
        }

        Assert.Equal("It rains in spring. It pours in autumn, all day", ContextOf(tokenizer, builder.Build([_row], whole.Ids.Length - 1).Examples[0]));
        Assert.Equal((0, whole.Ids.Length), (builder.Build([_row], whole.Ids.Length).ShortenedCount, builder.Build([_row], whole.Ids.Length).Examples[0].Ids.Length));
    }

    [SkippableFact]
    public void Build_ResponseAloneTooLong_SaysWhichRowAndBothLengths()
    {
        var (tokenizer, template) = LoadMistral();
        var builder = new ExampleBuilder(tokenizer, template, new AnswerFormat());
        var bare = Assert.Single(builder.Build([_row with { Contexts = [] }], 2048).Examples);

        var error = Assert.Throws<DataFileException>(() => builder.Build([_row], bare.Ids.Length - 1));

        Assert.Equal($"Row 7: question and response without context are {bare.Ids.Length} tokens, the maximum length is {bare.Ids.Length - 1}.", error.Message);
    }

    private static IEnumerable<int> Response(TrainingExample example) => example.Ids.Where((_, i) => example.IsResponse[i]);

    private static string ContextOf(ITokenizer tokenizer, TrainingExample example)
    {
        var text = tokenizer.Decode(example.Ids.Where((_, i) => !example.IsResponse[i]));
        var start = text.IndexOf("Context: ", StringComparison.Ordinal);
        return start < 0 ? "" : text[(start + 9)..].Replace("[/INST]", "", StringComparison.Ordinal).Trim();
    }

    private static (ITokenizer Tokenizer, ChatTemplate Template) LoadMistral()
    {
        var tokenizer = SentencePieceTokenizer.Load(Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model"));
        return (tokenizer, new MistralChatTemplate());
    }
}
