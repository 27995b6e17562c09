using MedQa.Model.Answers;
using MedQa.Model.Tests;
using MedQa.Model.Tokenization;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Tests.Data;

/// <summary>The tokens of the decision in a response, with the tokenizers of Mistral, of SmolLM2 and of our own model.</summary>
public sealed class TokenSpanTests
{
    private static readonly string[] Answers =
    [
        "It does, often.", "It is not: \u03b2-blockers (5 \u00b5g) help, na\u00efve or not", "The direct answer to your question is: yes. No more.", "Yes", "\u2265 3 \ud83d\ude42", "a  b",
    ];

    public static TheoryData<string, DecisionPlacement, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, DecisionPlacement, string>();
            foreach (var label in new AnswerFormat().Labels)
            {
                foreach (var placement in Enum.GetValues<DecisionPlacement>())
                {
                    cases.Add("mini", placement, label);
                    cases.Add("mistral", placement, label);
                    cases.Add("smollm2", placement, label);
                }
            }

            return cases;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void LabelTokens_AnyAnswer_AreWhatIsScored(string model, DecisionPlacement placement, string label)
    {
        var (tokenizer, template) = Load(model);
        var format = new AnswerFormat { Placement = placement };
        var candidate = format.Candidate(label);
        var scored = placement == DecisionPlacement.First && tokenizer.AddsWordMark ? tokenizer.Encode(candidate) : tokenizer.EncodeContinuation(candidate);

        var examples = new ExampleBuilder(tokenizer, template, format).Build(Answers.Select((a, i) => new QaRow($"{i}", "Why?", [], a, label, null)), 2048).Examples;

        Assert.All(examples, e => Assert.Equal(scored, e.Ids[e.LabelTokens]));
        Assert.All(examples, e => Assert.Equal(label, e.Label));
        Assert.All(examples, e => Assert.True(e.IsResponse[e.LabelTokens].All(r => r)));
    }

    [Fact]
    public void LabelTokens_RowWithoutDecision_AreNone()
    {
        var (tokenizer, template) = Load("mini");

        var example = new ExampleBuilder(tokenizer, template, new AnswerFormat()).Build([new QaRow("1", "Why?", [], "Because yes.", null, null)], 512).Examples[0];

        Assert.Null(example.Label);
        Assert.Empty(example.Ids[example.LabelTokens]);
        Assert.DoesNotContain(Enumerable.Range(0, example.Ids.Length), example.HoldsLabel);
    }

    /// <summary>A byte is a token: several hold a label, and one may hold a part of what stands beside it.</summary>
    [Theory]
    [InlineData("no. maybe.", 4, 5, 4, 9)]
    [InlineData("\u00e9 yes", 2, 3, 3, 6)]
    [InlineData("yes", 0, 3, 0, 3)]
    public void Of_ByteTokens_AreThePartsBytes(string text, int offset, int length, int start, int end)
    {
        var tokenizer = new Pretraining.ByteTokenizer();

        Assert.Equal(start..end, TokenSpan.Of(tokenizer, tokenizer.Encode(text).ToArray(), text, offset, length));
    }

    [Fact]
    public void Of_IdsOfAnotherText_IsNone()
    {
        var tokenizer = new Pretraining.ByteTokenizer();

        Assert.Null(TokenSpan.Of(tokenizer, tokenizer.Encode("it is no.").ToArray(), "it is yes.", 6, 3));
    }

    private static (ITokenizer Tokenizer, ChatTemplate Template) Load(string model)
    {
        var folder = model switch
        {
            "mini" => Path.Combine(Goldens.Repository, "models", "medqa-mini"),
            "smollm2" => Path.GetDirectoryName(Goldens.RequireModel("smollm2-135m-instruct/tokenizer.json"))!,
            _ => null,
        };
        return folder is null
            ? (SentencePieceTokenizer.Load(Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model")), new MistralChatTemplate())
            : (TokenizerFiles.FromFolder(folder).Tokenizer, TokenizerFiles.FromFolder(folder).ChatTemplate!);
    }
}
