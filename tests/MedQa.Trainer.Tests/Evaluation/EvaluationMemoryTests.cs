using MedQa.Model.Answers;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Tests.Evaluation;

public sealed class EvaluationMemoryTests
{
    // Of 10, 20 and 30 tokens.
    private static readonly QaRow[] _rows = [.. Enumerable.Range(1, 3).Select(i => new QaRow($"{i}", new string('q', 10 * i), [], "a", "yes", null))];

    private static readonly EvaluationSettings _settings = new() { Format = new AnswerFormat(), Methods = [DecisionMethod.Scored], BatchTokens = 60, Resamples = 5 };

    [Theory]
    [InlineData(DecisionMethod.Scored, 60, "Out of memory at Baseline, scoring (2 rows, 60 tokens, the longest row 30): CUDA out of memory. Tried to allocate 2.00 GiB. Give --batch-tokens below 60 (now 60).")]
    [InlineData(DecisionMethod.Scored, 1, "Out of memory at Baseline, scoring (1 rows, 30 tokens, the longest row 30): CUDA out of memory. Tried to allocate 2.00 GiB. It is one row alone")]
    [InlineData(DecisionMethod.Generated, 80, "Out of memory at Baseline, answering (2 rows, 80 tokens, the longest row 40): CUDA out of memory. Tried to allocate 2.00 GiB. Give --batch-tokens below 80 (now 80).")]
    public async Task Run_BatchThatNeedsTooMuch_NamesPhaseRowsAndTokens(DecisionMethod method, int batchTokens, string expected)
    {
        var settings = _settings with { Methods = [method], Leading = method, BatchTokens = batchTokens, MaxTokens = 10 };
        var backend = new SmallDevice(new InvalidOperationException("CUDA out of memory. Tried to allocate 2.00 GiB.\nException raised from malloc"), fits: method == DecisionMethod.Generated);

        var error = await Assert.ThrowsAsync<EvaluationMemoryException>(() => RunAsync(backend, settings));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(CommandErrors.IsMistake(error));
    }

    [Fact]
    public async Task Run_AnotherError_StaysAsItIs()
    {
        var error = new InvalidOperationException("CUDA error: device-side assert triggered");

        Assert.Same(error, await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new SmallDevice(error, fits: false), _settings)));
    }

    private static Task<EvaluationReport> RunAsync(SmallDevice backend, EvaluationSettings settings) =>
        Evaluator.RunAsync(backend, [], _rows, new("rows.jsonl", "0f", "all", [.. _rows.Select(r => r.Id)]), settings, null, default);

    /// <summary>A token a character; answers, and scores unless they fit, end in an error.</summary>
    private sealed class SmallDevice(Exception error, bool fits) : IEvaluationBackend
    {
        public NamedHash Model => new("small", "ab");

        public NamedHash? Adapter => null;

        public AnswerFormat Format => _settings.Format;

        public string ChatTemplate => "none";

        public string Compute => "cpu float32";

        public int ContextLength => 100;

        public IReadOnlyList<int> LabelLengths => [1, 1, 1];

        public int LeastTokens => 3;

        public IReadOnlyList<int> PromptIds(string question, IReadOnlyList<string> passages) => new int[question.Length];

        public IReadOnlyList<int> BeforeLabel(IReadOnlyList<int> prompt, string? longAnswer = null) => prompt;

        public Task<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(bool fineTuned, IReadOnlyList<IReadOnlyList<int>> prompts, CancellationToken cancellationToken) =>
            fits ? Task.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. prompts.Select(_ => new double[3])]) : throw error;

        public Task<IReadOnlyList<string>> AnswerAsync(
            bool fineTuned, IReadOnlyList<PromptSet.Prompt> prompts, bool decide, int maxTokens, CancellationToken cancellationToken) => throw error;
    }
}
