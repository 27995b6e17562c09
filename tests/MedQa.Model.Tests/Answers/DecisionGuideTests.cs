using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Mistral;
using MedQa.Model.Tests.Mistral;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Answers;

public sealed class DecisionGuideTests : IDisposable
{
    private readonly SentencePieceTokenizer _tokenizer = SentencePieceTokenizer.Load(Path.Combine(Goldens.Repository, "models", "medqa-mini", "tokenizer.model"));
    private readonly MistralForCausalLM _model;

    public DecisionGuideTests() => _model = TinyModel.Create(seed: 4, _tokenizer.VocabularySize);

    [Theory]
    [InlineData(DecisionPlacement.Last)]
    [InlineData(DecisionPlacement.First)]
    public void Generate_RandomModel_EveryAnswerStatesADecision(DecisionPlacement placement)
    {
        var format = new AnswerFormat { Placement = placement };
        var least = new DecisionGuide(_tokenizer, format).LeastTokens;
        var generator = new Generator(_model, _tokenizer);
        foreach (var budget in (int[])[least, least + 1, least + 20])
        {
            for (ulong seed = 0; seed < 6; seed++)
            {
                var options = new SamplingOptions { MaxTokens = budget, Temperature = 1.5, Seed = seed };
                var free = generator.Generate(_tokenizer.Encode("Is it so?").ToArray(), options);
                var guided = generator.Generate(_tokenizer.Encode("Is it so?").ToArray(), options, guide: new DecisionGuide(_tokenizer, format));
                Assert.Null(format.ParseDecision(free.Text));
                Assert.True(format.ParseDecision(guided.Text) is not null, $"budget {budget}, seed {seed}: {guided.Text}");
                Assert.True(guided.TokenIds.Count <= budget);
                if (placement == DecisionPlacement.Last)
                {
                    Assert.Matches(@"The direct answer to your question is: (yes|no|maybe)\.$", guided.Text);
                    Assert.Equal(FinishReason.Stop, guided.Reason);
                }
                else
                {
                    Assert.Matches(@"^\s?(Yes|No|Maybe)\.", guided.Text);
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Generate_ModelEndsEarly_IsLedToADecisionThere(bool inBatch)
    {
        int[] prompt = [.. _tokenizer.Encode("Is it so?")];
        var options = new SamplingOptions { MaxTokens = 60 };
        var free = new Generator(_model, _tokenizer).Generate(prompt, options);
        var end = free.TokenIds.First(id => free.TokenIds.TakeWhile(i => i != id).Count() >= 3);
        using var ending = TinyModel.Create(seed: 4, _tokenizer.VocabularySize, end);
        var cut = new Generator(ending, _tokenizer).Generate(prompt, options);
        var format = new AnswerFormat();

        var guided = inBatch
            ? new BatchGenerator(ending, _tokenizer).Generate([prompt], options, guide: _ => new DecisionGuide(_tokenizer, format))[0]
            : new Generator(ending, _tokenizer).Generate(prompt, options, guide: new DecisionGuide(_tokenizer, format));

        Assert.True(cut.TokenIds.Count is > 3 and < 20);
        Assert.StartsWith($"{cut.Text} {format.Lead} ", guided.Text, StringComparison.Ordinal);
        Assert.NotNull(format.ParseDecision(guided.Text));
    }

    [Fact]
    public void Generate_BatchWithGuides_IsAsAlone()
    {
        var format = new AnswerFormat();
        var options = new SamplingOptions { MaxTokens = 40 };
        IReadOnlyList<int>[] prompts = [[.. _tokenizer.Encode("Is it so?")], [.. _tokenizer.Encode("Does walking help those who do it?")]];
        var batch = new BatchGenerator(_model, _tokenizer).Generate(prompts, options, guide: _ => new DecisionGuide(_tokenizer, format));
        var alone = prompts.Select(p => new Generator(_model, _tokenizer).Generate(p, options, guide: new DecisionGuide(_tokenizer, format)));
        Assert.Equal(alone.Select(r => r.Text), batch.Select(r => r.Text));
    }

    [Fact]
    public void Allowed_AfterTheLeadInTheFreeText_AreTheLabels()
    {
        var guide = Guided("It rains. The direct answer to your question is:");
        Assert.Equal(Candidates(" yes", " no", " maybe"), guide.Allowed(100));
        foreach (var id in _tokenizer.EncodeContinuation(" maybe"))
        {
            Assert.Contains(id, guide.Allowed(100)!);
            guide.Add(id);
        }

        Assert.False(guide.IsComplete);
        Assert.Equal(_tokenizer.EncodeContinuation("."), guide.Allowed(100));
        guide.Add(guide.Allowed(100)![0]);
        Assert.True(guide.IsComplete);
    }

    [Fact]
    public void MayEnd_BeforeTheDecision_LeadsInBehindTheText()
    {
        var guide = Guided("It rains.");
        Assert.Null(guide.Allowed(100));
        Assert.False(guide.MayEnd());
        foreach (var id in _tokenizer.EncodeContinuation(" The direct answer to your question is:"))
        {
            Assert.Equal([id], guide.Allowed(100));
            guide.Add(id);
        }

        Assert.Equal(Candidates(" yes", " no", " maybe"), guide.Allowed(100));
    }

    [Fact]
    public void Allowed_BudgetNearlyUsedUp_LeadsIn()
    {
        var guide = Guided("It rains.");
        Assert.Null(guide.Allowed(guide.LeastTokens + 1));
        Assert.Equal([_tokenizer.EncodeContinuation(" The")[0]], guide.Allowed(guide.LeastTokens));
    }

    [Fact]
    public void Allowed_LabelThatBeginsAnother_MayEndOrGoOn()
    {
        var guide = new DecisionGuide(_tokenizer, new AnswerFormat { Placement = DecisionPlacement.First, Labels = ["no", "no effect"] });
        var (shorter, longer) = (_tokenizer.Encode("No"), _tokenizer.Encode("No effect"));
        Assert.Equal(shorter, longer.Take(shorter.Count));
        foreach (var id in shorter)
        {
            guide.Add(id);
        }

        Assert.Equal([_tokenizer.EncodeContinuation(".")[0], longer[shorter.Count]], guide.Allowed(100)!);
        guide.Add(guide.Allowed(100)![0]);
        Assert.True(guide.MayEnd());
        Assert.Null(guide.Allowed(100));
    }

    [Theory]
    [InlineData(DecisionPlacement.Last, "It rains. The direct answer to your question is: no.", true)]
    [InlineData(DecisionPlacement.Last, "The direct answer to your question is: maybe.", true)]
    [InlineData(DecisionPlacement.Last, "The direct answer to your question is: no", false)]
    [InlineData(DecisionPlacement.Last, "The direct answer to your question is: no. But it rains.", false)]
    [InlineData(DecisionPlacement.Last, "the direct answer to your question is: no.", false)]
    [InlineData(DecisionPlacement.Last, "The direct answer to your question is: so. The direct answer to your question is: no.", false)]
    [InlineData(DecisionPlacement.Last, "It rains.", false)]
    [InlineData(DecisionPlacement.First, "No. It rains.", true)]
    [InlineData(DecisionPlacement.First, "No, it rains.", false)]
    [InlineData(DecisionPlacement.First, "Not so.", false)]
    public void Keeps_Answer_WhereNothingHadToBeForced(DecisionPlacement placement, string answer, bool expected) =>
        Assert.Equal(expected, DecisionGuide.Keeps(new AnswerFormat { Placement = placement }, answer));

    [Fact]
    public void ParseDecision_LabelThatBeginsAnother_TheLongerIsMeant()
    {
        var format = new AnswerFormat { Labels = ["no", "no effect"] };
        Assert.Equal("no effect", format.ParseDecision($"{format.Lead} no effect."));
        Assert.Equal("no", format.ParseDecision($"{format.Lead} no."));
    }

    public void Dispose() => _model.Dispose();

    private DecisionGuide Guided(string text)
    {
        var guide = new DecisionGuide(_tokenizer, new AnswerFormat());
        foreach (var id in _tokenizer.Encode(text))
        {
            guide.Add(id);
        }

        return guide;
    }

    private IReadOnlyList<int> Candidates(params string[] labels) => [.. labels.Select(l => _tokenizer.EncodeContinuation(l)[0]).Distinct()];
}
