using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tokenization;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Pretraining;
using static TorchSharp.torch;
using Generator = MedQa.Model.Generation.Generator;

namespace MedQa.Trainer.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    private static readonly MistralConfig _config = new()
    {
        ModelType = "mistral",
        VocabSize = 259,
        HiddenSize = 32,
        IntermediateSize = 48,
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        NumKeyValueHeads = 2,
        HeadDim = 8,
        MaxPositionEmbeddings = 256,
        RmsNormEps = 1e-5,
        Rope = new() { Theta = 10000 },
        SlidingWindow = null,
        TieWordEmbeddings = true,
        EosTokenIds = [2],
    };

    private static readonly QaRow[] _rows =
    [
        .. Enumerable.Range(0, 7).Select(i => new QaRow(
            $"{i}", $"Is {i} odd?", [new string('x', 10 * i), "It may be."], $"The number {i} is what it is.", i % 2 == 0 ? "no" : "yes", null)),
    ];

    private static readonly EvaluatedData _data = new("rows.jsonl", "0f", "all", [.. _rows.Select(r => r.Id)]);
    private static readonly EvaluationSettings _settings = new() { Format = new AnswerFormat { SystemPrompt = "Answer." }, MaxTokens = 12, Resamples = 50 };

    private readonly EvaluatedModel _model;

    public EvaluatorTests()
    {
        set_num_threads(1);
        var model = MistralForCausalLM.Create(_config, CPU, ScalarType.Float32);
        model.InitializeWeights(3);
        _model = new(model, new ByteTokenizer(), new MistralChatTemplate(), "tiny", "ab");
    }

    public void Dispose() => _model.Model.Dispose();

    [Fact]
    public async Task Run_SameInputs_GivesTheSameBytes()
    {
        using var adapter = MovedAdapter();

        var first = await RunAsync(_settings, adapter);
        var second = await RunAsync(_settings, adapter);

        Assert.Equal(ReportWriter.ToJson(first), ReportWriter.ToJson(second));
        Assert.Equal(ReportWriter.ToMarkdown(first), ReportWriter.ToMarkdown(second));
        Assert.Equal(ReportWriter.ToJsonLines(first), ReportWriter.ToJsonLines(second));
    }

    [Fact]
    public async Task Run_Base_DecidesAndAnswersAsScorerAndGeneratorDo()
    {
        var outcome = await RunAsync(_settings, null);

        var generator = new Generator(_model.Model, _model.Tokenizer);
        var scorer = new DecisionScorer(generator, _model.Tokenizer, _model.ChatTemplate, _settings.Format);
        foreach (var (row, prediction) in _rows.Zip(outcome.Rows.Select(r => r.Baseline)))
        {
            var decision = scorer.Decide(row.Question, row.Contexts);
            var answer = generator.Generate(scorer.PromptIds(row.Question, row.Contexts), new SamplingOptions { MaxTokens = 12 });
            Assert.Equal((row.Id, decision.Label, answer.Text.Trim()), (prediction.Id, prediction.Decisions[DecisionMethod.Scored], prediction.Answer));
            Assert.All(decision.LogProbabilities.Zip(prediction.LogProbabilities), p => Assert.Equal(p.First, p.Second, 1e-4));
        }
    }

    [Fact]
    public async Task Run_FreshAdapter_ChangesNothingAndAMovedOneDoes()
    {
        using var fresh = LoraAdapter.Create(_model.Model, new LoraConfig { Rank = 2 }, 1);
        using var moved = MovedAdapter();

        var same = await RunAsync(_settings, fresh);
        var other = await RunAsync(_settings, moved);

        Assert.Equal(same.Rows.Select(r => r.Baseline.Answer), same.Rows.Select(r => r.FineTuned!.Answer));
        Assert.NotEqual(other.Rows.Select(r => r.Baseline.Answer), other.Rows.Select(r => r.FineTuned!.Answer));
        Assert.Equal(same.Rows.Select(r => r.Baseline.Answer), other.Rows.Select(r => r.Baseline.Answer));
        Assert.All(ReportRow.Of(same), r => Assert.Matches(@"^$|^0\.0($| \[0\.0, 0\.0\], .* p = 1\.000$)", r.Improvement));
    }

    [Fact]
    public async Task Run_LongContext_IsShortenedAndCounted()
    {
        QaRow[] rows = [_rows[0], _rows[1] with { Contexts = [string.Join(' ', Enumerable.Repeat("word", 100))] }];

        var outcome = await Evaluator.RunAsync(_model, [], rows, _data, _settings);

        Assert.Equal(1, outcome.ShortenedCount);
    }

    [Fact]
    public async Task Run_WithoutGeneration_OnlyScores()
    {
        var outcome = await RunAsync(_settings with { Methods = [DecisionMethod.Scored] }, null);

        Assert.Null(outcome.Baseline.Answers);
        Assert.All(outcome.Rows, r => Assert.Null(r.Baseline.Answer));
        Assert.All(ReportRow.Of(outcome), r => Assert.EndsWith(", scored", r.Metric, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Progress_CountsEveryRowOfEveryPhase()
    {
        var seen = new List<EvaluationProgress>();

        await Evaluator.RunAsync(_model, [], _rows, _data, _settings, new() { Report = seen.Add });

        Assert.Equal([7], seen.Where(p => p.Phase == "Baseline, scoring").Select(p => p.Done));
        Assert.Equal([7], seen.Where(p => p.Phase == "Baseline, answering").Select(p => p.Done));
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(() => Evaluator.RunAsync(_model, [], _rows, _data, _settings, new() { Report = p => cancel.Cancel() }, cancel.Token));
    }

    [Fact]
    public async Task Run_RowWithoutDecision_IsRefusedByItsId()
    {
        var error = await Assert.ThrowsAsync<DataFileException>(() => Evaluator.RunAsync(_model, [], [_rows[0] with { Decision = null }], _data, _settings));

        Assert.Equal("Row 0: evaluation needs a final_decision, one of yes, no, maybe.", error.Message);
    }

    private Task<EvaluationReport> RunAsync(EvaluationSettings settings, LoraAdapter? adapter) =>
        Evaluator.RunAsync(_model, adapter is null ? [] : [new(adapter, "moved", "cd")], _rows, _data, settings);

    private LoraAdapter MovedAdapter()
    {
        var adapter = LoraAdapter.Create(_model.Model, new LoraConfig { Rank = 2 }, 1);
        using var none = no_grad();
        foreach (var (name, weight) in adapter.Weights)
        {
            if (name.Contains("lora_B", StringComparison.Ordinal))
            {
                weight.fill_(0.05);
            }
        }

        return adapter;
    }
}
