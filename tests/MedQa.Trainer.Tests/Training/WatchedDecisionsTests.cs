using MedQa.Model.Answers;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.Model.Tokenization;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training;

/// <summary>Decisions in packed batches against the scorer that evaluation and serving use, one question at a time.</summary>
public sealed class WatchedDecisionsTests : IDisposable
{
    private static readonly QaRow[] Rows =
    [
        .. Enumerable.Range(0, 7).Select(i => new QaRow($"r{i}", $"Is it so {i}?", [$"It is so {i * i} times.", "Not always."], "It is.", i % 3 == 0 ? "no" : "yes", null)),
        new QaRow("none", "Is it?", [], "Nobody knows.", null, null),
    ];

    private readonly ITokenizer tokenizer;
    private readonly ChatTemplate template;
    private readonly MistralForCausalLM model = TinyModels.Create(vocabulary: 8192);
    private readonly LoraAdapter adapter;

    public WatchedDecisionsTests()
    {
        var (pieces, layout) = TokenizerFiles.FromFolder(Path.Combine(Goldens.Repository, "models", "medqa-mini"));
        (tokenizer, template) = (pieces, layout!);
        adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 4, Alpha = 8, Dropout = 0.5 }, seed: 3);
        using var none = no_grad();
        using var generator = new TorchSharp.torch.Generator(4, CPU);
        foreach (var (_, weight) in model.Weights.Concat(adapter.Weights).Where(w => w.Value.dim() == 2))
        {
            weight.normal_(0, 0.3, generator);
        }
    }

    /// <summary>Labels of one token; of several, which begin alike or with one another.</summary>
    [Theory]
    [InlineData(DecisionPlacement.Last, "yes,no,maybe")]
    [InlineData(DecisionPlacement.First, "yes,no,maybe")]
    [InlineData(DecisionPlacement.Last, "yes,no,maybe not so,maybe not,no doubt")]
    [InlineData(DecisionPlacement.First, "unquestionably,unquestioned,no,no doubt")]
    public void LogProbabilities_Packed_AreTheScorers(DecisionPlacement placement, string labels)
    {
        using var scope = NewDisposeScope();
        var format = new AnswerFormat { Placement = placement, Labels = labels.Split(','), SystemPrompt = "Answer." };
        var examples = new ExampleBuilder(tokenizer, template, format).Build(Rows.Select(r => r.Decision == "yes" ? r with { Decision = format.Labels[0] } : r), 128).Examples;
        using var pass = new PlainTrainingPass(model, adapter, checkpointedLayers: 0);

        var decisions = WatchedDecisions.Of(tokenizer, format, examples)!;
        var rows = decisions.LogProbabilities(pass, new MicroBatches(3, 0));
        var tokens = decisions.LogProbabilities(pass, new MicroBatches(1, 200));
        var scores = decisions.Score(pass, new MicroBatches(3, 0));

        var scorer = new DecisionScorer(new MedQa.Model.Generation.Generator(model, tokenizer), tokenizer, template, format);
        adapter.Training = false;
        var expected = Rows.Where(r => r.Decision is not null).Select(r => scorer.Decide(r.Question, r.Contexts, adapter)).ToArray();
        Assert.Equal(expected.Length, rows.Count);
        foreach (var (row, (one, other)) in expected.Zip(rows.Zip(tokens)))
        {
            // float32 sums in another order.
            Assert.Equal(row.LogProbabilities, one, (a, b) => Math.Abs(a - b) < 1e-4);
            Assert.Equal(row.LogProbabilities, other, (a, b) => Math.Abs(a - b) < 1e-4);
        }

        var truths = Rows.Where(r => r.Decision is not null).Select(r => r.Decision == "yes" ? format.Labels[0] : r.Decision!);
        Assert.Equal(expected.Zip(truths).Count(p => p.First.Label == p.Second) / (double)expected.Length, scores.Accuracy);
    }

    [Fact]
    public void Of_NoRowWithADecision_IsNone()
    {
        var format = new AnswerFormat();
        var examples = new ExampleBuilder(tokenizer, template, format).Build([Rows[^1]], 128).Examples;

        Assert.Null(WatchedDecisions.Of(tokenizer, format, examples));
    }

    [Fact]
    public void Losses_OfDecisionsAlone_AreThoseOfTheirTokens()
    {
        using var scope = NewDisposeScope();
        var format = new AnswerFormat { SystemPrompt = "" };
        var examples = new ExampleBuilder(tokenizer, template, format).Build(Rows, 128).Examples;
        using var pass = new PlainTrainingPass(model, adapter, checkpointedLayers: 0);
        var parts = new MicroBatches(3, 0);

        var (loss, decisionLoss) = EvaluationLoss.WithDecisions(pass, examples, parts);
        var none = EvaluationLoss.WithDecisions(pass, [examples[^1]], parts).DecisionLoss;

        // A weight of 2 adds the decision's tokens once more to the sum.
        var (plain, doubled) = (PackedBatchBuilder.Of(examples), PackedBatchBuilder.Of(examples, 2));
        var (once, twice) = (pass.Loss(plain).item<float>(), pass.Loss(doubled).item<float>());
        Assert.Equal(EvaluationLoss.Of(pass, examples, parts), loss, 1e-5);
        Assert.Equal((twice - once) / (doubled.TargetWeight - plain.TargetWeight), decisionLoss!.Value, 1e-3);
        Assert.Null(none);
    }

    public void Dispose()
    {
        adapter.Dispose();
        model.Dispose();
    }
}
