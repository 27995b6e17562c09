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
    private static readonly QaRow[] _rows =
    [
        .. Enumerable.Range(0, 7).Select(i => new QaRow(
            $"{i}", $"Is {i} odd?", [new string('x', 10 * i), "It may be."], $"The number {i} is what it is.", i % 2 == 0 ? "no" : "yes", null)),
    ];

    private static readonly EvaluatedData _data = new("rows.jsonl", "0f", "all", [.. _rows.Select(r => r.Id)]);
    private static readonly EvaluationSettings _settings = new() { Format = new AnswerFormat { SystemPrompt = "Answer." }, MaxTokens = 12, Resamples = 50 };

    private static readonly EvaluationSettings _everyMethod = _settings with
    {
        Format = _settings.Format with { DecisionOffsets = [-1, 0, 9] },
        Methods = Enum.GetValues<DecisionMethod>(),
        MaxTokens = 60,
    };

    private readonly EvaluatedModel _model;

    public EvaluatorTests()
    {
        set_num_threads(1);
        var model = MistralForCausalLM.Create(EvaluatedMistral.Config, CPU, ScalarType.Float32);
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
    public async Task Run_EveryMethod_DecidesAsTheScorerAndTheFormatDo()
    {
        var report = await RunAsync(_everyMethod, null);

        var generator = new Generator(_model.Model, _model.Tokenizer);
        var scorer = new DecisionScorer(generator, _model.Tokenizer, _model.ChatTemplate, _everyMethod.Format with { DecisionOffsets = null });
        var prompts = new AnswerPrompts(_model.Tokenizer, _model.ChatTemplate, _everyMethod.Format);
        var empty = ((string[])["N/A", "[MASK]"]).Select(t => scorer.Decide(t, [t]).Probabilities).ToList();
        double[] prior = [.. Enumerable.Range(0, 3).Select(i => Math.Log(empty.Average(p => p[i])))];
        foreach (var (row, prediction) in _rows.Zip(report.Rows.Select(r => r.Baseline)))
        {
            var scores = scorer.Decide(row.Question, row.Contexts).LogProbabilities;
            Check(DecisionMethod.Normalised, [scores[0] / 4, scores[1] / 3, scores[2] / 6]);
            Check(DecisionMethod.Calibrated, [.. scores.Zip(prior, (s, p) => s - p)]);
            Check(DecisionMethod.Adjusted, [scores[0] - 1, scores[1], scores[2] + 9]);
            var after = prompts.BeforeLabel(prompts.PromptIds(row.Question, row.Contexts), prediction.LongAnswer!);
            Check(DecisionMethod.AfterAnswer, [.. generator.Score(after, prompts.Labels).Select(s => s.Sum())]);
            Assert.Equal(prediction.Decisions[DecisionMethod.Constrained], _everyMethod.Format.ParseDecision(prediction.ConstrainedAnswer!));
            Assert.NotNull(prediction.Decisions[DecisionMethod.Constrained]);

            void Check(DecisionMethod method, IReadOnlyList<double> expected)
            {
                var decision = new Decision(_everyMethod.Format.Labels, expected);
                Assert.Equal(decision.Label, prediction.Decisions[method]);
                Assert.All(decision.Probabilities.Zip(prediction.Probabilities[method]), p => Assert.Equal(p.First, p.Second, 1e-4));
            }
        }

        Assert.Equal(0, report.Baseline.By(DecisionMethod.Constrained).UndecidedRate);
        Assert.Equal(7 * 6 / 2, report.Baseline.Agreements.Count);
    }

    [Fact]
    public async Task Run_OffsetsOfAnAdapter_DecideForTheFineTunedModelAlone()
    {
        using var adapter = MovedAdapter();

        var report = await RunAsync(_everyMethod, adapter);

        foreach (var row in report.Rows)
        {
            Assert.Equal(row.Baseline.Decisions[DecisionMethod.Scored], row.Baseline.Decisions[DecisionMethod.Adjusted]);
            Assert.Equal(row.Baseline.Probabilities[DecisionMethod.Scored], row.Baseline.Probabilities[DecisionMethod.Adjusted]);
            var tuned = new Decision(_everyMethod.Format.Labels, row.FineTuned!.LogProbabilities, [-1, 0, 9]);
            Assert.Equal(tuned.Label, row.FineTuned.Decisions[DecisionMethod.Adjusted]);
            Assert.Equal(tuned.Probabilities, row.FineTuned.Probabilities[DecisionMethod.Adjusted]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(600)]
    [InlineData(1 << 20)]
    public async Task Run_BatchTokens_ChangeNoDecisionAndNoAnswer(int tokens)
    {
        using var adapter = MovedAdapter();
        var expected = await RunAsync(_everyMethod, adapter);

        var report = await RunAsync(_everyMethod with { BatchTokens = tokens }, adapter);

        Assert.Equal(Found(expected), Found(report));

        static List<string> Found(EvaluationReport report) => [.. report.Rows.SelectMany(r => (RowPrediction[])[r.Baseline, r.FineTuned!])
            .Select(p => $"{string.Join(' ', p.Decisions.Values)} {p.Answer} {p.ConstrainedAnswer}")];
    }

    [Fact]
    public async Task Run_CancelledAtAnyBatch_GoesOnToTheSameBytes()
    {
        using var adapter = MovedAdapter();
        var settings = _everyMethod with { BatchTokens = 600 };
        var steps = 0;
        var whole = ReportWriter.ToJson(await RunAsync(settings, adapter, new() { Report = _ => steps++ }));
        var folder = Directory.CreateTempSubdirectory("medqa-test-");
        try
        {
            var journal = Path.Combine(folder.FullName, "progress.jsonl");
            for (var end = 1; end < steps; end += 3)
            {
                using var cancel = new CancellationTokenSource();
                var left = end;
                await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(
                    settings, adapter, new() { Journal = journal, Report = _ => { if (--left == 0) { cancel.Cancel(); } } }, cancel.Token));

                // The process may end in the middle of a line.
                await File.AppendAllTextAsync(journal, "{\"Phase\":\"Base");
            }

            Assert.Equal(whole, ReportWriter.ToJson(await RunAsync(settings, adapter, new() { Journal = journal })));
            Assert.NotEqual(whole, ReportWriter.ToJson(await RunAsync(settings with { MaxTokens = 7 }, adapter, new() { Journal = journal })));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Run_SeveralAdapters_AverageTheirScores()
    {
        using var first = MovedAdapter();
        using var second = LoraAdapter.Create(_model.Model, new LoraConfig { Rank = 2 }, 1);
        var settings = _settings with { Methods = [DecisionMethod.Scored] };

        var report = await Evaluator.RunAsync(_model, [new(first, "a", "01"), new(second, "b", "02")], _rows, _data, settings);

        var moved = await RunAsync(settings, first);
        foreach (var (both, alone) in report.Rows.Zip(moved.Rows))
        {
            Assert.All(
                both.FineTuned!.LogProbabilities.Index(),
                l => Assert.Equal((alone.FineTuned!.LogProbabilities[l.Index] + alone.Baseline.LogProbabilities[l.Index]) / 2, l.Item, 1e-4));
        }

        Assert.Equal([new NamedHash("b", "02")], report.FurtherAdapters);
    }

    [Fact]
    public async Task Run_AdaptersOfOtherPlacements_ScoreEachWithItsOwnPrompts()
    {
        using var first = MovedAdapter();
        using var second = LoraAdapter.Create(_model.Model, new LoraConfig { Rank = 2 }, 1);
        var methods = _everyMethod with { Methods = [.. Enum.GetValues<DecisionMethod>().Where(m => m != DecisionMethod.AfterAnswer)] };
        var other = new AnswerFormat { SystemPrompt = "Decide first.", Placement = DecisionPlacement.First };

        var report = await Evaluator.RunAsync(_model, [new(first, "a", "01"), new(second, "b", "02", other)], _rows, _data, methods);

        var alone = await RunAsync(methods, first);
        var scorer = new DecisionScorer(new Generator(_model.Model, _model.Tokenizer), _model.Tokenizer, _model.ChatTemplate, other);
        foreach (var (row, both, one) in _rows.Zip(report.Rows, alone.Rows))
        {
            var expected = scorer.Decide(row.Question, row.Contexts, second).LogProbabilities.Zip(one.FineTuned!.LogProbabilities, (a, b) => (a + b) / 2).ToList();
            Assert.All(expected.Zip(both.FineTuned!.LogProbabilities), l => Assert.Equal(l.First, l.Second, 1e-4));
            Assert.Equal(new Decision(other.Labels, expected, [-1, 0, 9]).Label, both.FineTuned!.Decisions[DecisionMethod.Adjusted]);
            Assert.Equal(one.FineTuned!.Answer, both.FineTuned!.Answer);
            Assert.Equal(one.Baseline.LogProbabilities, both.Baseline.LogProbabilities);
        }

        Assert.Equal(other, Assert.Single(report.FurtherFormats!) with { Labels = other.Labels });
        var json = ReportWriter.ToJson(report);
        Assert.Equal(json, ReportWriter.ToJson(ReportReader.Read(System.Text.Encoding.UTF8.GetBytes(json), "report")));
        Assert.Contains("Decide first.", ReportWriter.ToMarkdown(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AdaptersThatDontGoTogether_AreRefused()
    {
        using var adapter = MovedAdapter();

        await RefusedAsync(new AnswerFormat { Labels = ["yes", "maybe", "no"] }, _settings, "b decides between yes, maybe, no, the first adapter between yes, no, maybe");
        await RefusedAsync(new AnswerFormat { Placement = DecisionPlacement.First }, _everyMethod, "methods: decisions can be scored after the long answer only where they stand last, but b ");

        var same = await Assert.ThrowsAsync<ArgumentException>(() => Evaluator.RunAsync(
            _model, [new(adapter, "a", "01"), new(adapter, "b", "02"), new(adapter, "copy of b", "02")], _rows, _data, _settings));
        Assert.StartsWith("b and copy of b have the same weights (SHA-256 02)", same.Message, StringComparison.Ordinal);

        async Task RefusedAsync(AnswerFormat format, EvaluationSettings settings, string why) => Assert.StartsWith(
            why,
            (await Assert.ThrowsAsync<ArgumentException>(() => Evaluator.RunAsync(_model, [new(adapter, "a", "01"), new(adapter, "b", "02", format)], _rows, _data, settings))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ShotsAndQuestionOnly_ChangeThePrompts()
    {
        var shots = _settings with { Shots = ["9"], Methods = [DecisionMethod.Scored] };
        var example = new QaRow("9", "Is 9 odd?", ["It is."], "Nine is odd.", "yes", null);
        var model = _model with { Model = Wide() };
        using var _ = model.Model;

        var report = await Evaluator.RunAsync(model, [], _rows, _data, shots, new() { Shots = [example] });
        var only = await Evaluator.RunAsync(model, [], _rows, _data, shots with { WithContext = false }, new() { Shots = [example] });

        var prompts = new AnswerPrompts(model.Tokenizer, model.ChatTemplate, shots.Format, [new("Is 9 odd?", [], "Nine is odd. The direct answer to your question is: yes.")]);
        var scores = new Generator(model.Model, model.Tokenizer).Score(prompts.BeforeLabel(prompts.PromptIds(_rows[3].Question, [])), prompts.Labels).Select(s => s.Sum());
        Assert.All(scores.Zip(only.Rows[3].Baseline.LogProbabilities), p => Assert.Equal(p.First, p.Second, 1e-4));
        Assert.NotEqual(report.PromptHash, only.PromptHash);
        await Assert.ThrowsAsync<DataFileException>(() => Evaluator.RunAsync(model, [], _rows, _data, shots));
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
        QaRow[] rows = [_rows[0], _rows[1] with { Contexts = [string.Join(' ', Enumerable.Repeat("word", 200))] }];

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

    [Theory]
    [InlineData(double.NaN, true, "moved scores row 6 ")]
    [InlineData(double.PositiveInfinity, false, "tiny scores row 6 ")]
    [InlineData(double.NaN, false, "tiny scores row 6 ")]
    public async Task Run_WeightsThatAreNoNumbers_NamesTheModelTheRowAndWhatToTry(double weight, bool inAdapter, string expected)
    {
        using var adapter = MovedAdapter();
        using (no_grad())
        {
            (inAdapter ? adapter.Weights : _model.Model.Weights).Values.Last().fill_(weight);
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(_settings with { Methods = [DecisionMethod.Scored] }, adapter));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("try --dtype float32.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RowWithoutDecision_IsRefusedByItsId()
    {
        var error = await Assert.ThrowsAsync<DataFileException>(() => Evaluator.RunAsync(_model, [], [_rows[0] with { Decision = null }], _data, _settings));

        Assert.Equal("Row 0: evaluation needs a final_decision, one of yes, no, maybe.", error.Message);
    }

    private Task<EvaluationReport> RunAsync(
        EvaluationSettings settings, LoraAdapter? adapter, EvaluationExtras? extras = null, CancellationToken cancellationToken = default) =>
        Evaluator.RunAsync(_model, adapter is null ? [] : [new(adapter, "moved", "cd")], _rows, _data, settings, extras, cancellationToken);

    private static MistralForCausalLM Wide()
    {
        var model = MistralForCausalLM.Create(EvaluatedMistral.Config with { MaxPositionEmbeddings = 1024 }, CPU, ScalarType.Float32);
        model.InitializeWeights(3);
        return model;
    }

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
