using Grpc.Core;
using MedQa.Inference.Testing;
using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Tests.Evaluation;

/// <summary>An evaluation through a running service against the same in this process.</summary>
public sealed class ServedEvaluationTests : IAsyncLifetime
{
    private static readonly QaRow[] _rows =
    [
        .. Enumerable.Range(0, 6).Select(i => new QaRow(
            $"{i}", $"Does walking {i} hours help?", [i == 5 ? string.Concat(Enumerable.Repeat("It was said again and again. ", 60)) : "It helped some.", "Others it did not."], $"It helped {i} of them.", i % 2 == 0 ? "no" : "yes", null)),
    ];

    private static readonly EvaluatedData _data = new("rows.jsonl", "0f", "all rows", [.. _rows.Select(r => r.Id)]);

    private InferenceServer _server = null!;

    public async Task InitializeAsync() => _server = await InferenceServer.StartAsync();

    public Task DisposeAsync()
    {
        _server.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(DecisionPlacement.Last, 1)]
    [InlineData(DecisionPlacement.First, 0)]
    public async Task Run_ThroughTheService_FindsWhatTheModelInThisProcessDoes(DecisionPlacement placement, int shots)
    {
        var format = new AnswerFormat { SystemPrompt = "Answer.", Placement = placement, DecisionOffsets = [0, 1, -1] };
        await TinyAdapter.PublishAsync(_server.Adapters, "tuned", seed: 3, format);
        using var model = new TinyModel();
        using var adapter = TinyAdapter.Create(model, seed: 3);
        using var connection = new ServiceConnection(_server.Address.ToString());
        var target = await ServedTarget.FindAsync(connection.Client, "tuned", default);
        Assert.Equal(placement, target.Format.Placement);
        var settings = new EvaluationSettings
        {
            Format = target.Format,
            Methods = [.. Enum.GetValues<DecisionMethod>().Where(m => placement == DecisionPlacement.Last || m != DecisionMethod.AfterAnswer)],
            MaxTokens = 48,
            Resamples = 20,
            Shots = [.. Enumerable.Range(0, shots).Select(i => "9")],
        };
        var extras = new EvaluationExtras { Shots = [new("9", "Is 9 odd?", ["It is."], "Nine is odd.", "yes", null)] };
        var backend = new ServerBackend(connection.Client, target, settings.Format, Evaluator.Examples(settings, extras.Shots), default);

        var served = await Evaluator.RunAsync(backend, [], _rows, _data, settings, extras, default);

        var local = await Evaluator.RunAsync(
            new(model.Network, model.Tokenizer, model.ChatTemplate, TinyModel.Name, TinyModel.Hash), [new(adapter, "tuned", "")], _rows, _data, settings, extras);
        Assert.Equal((local.PromptHash, local.Model, 1), (served.PromptHash, served.Model, served.ShortenedCount));
        Assert.Equal(("tuned v1", 64), (served.Adapter!.Name, served.Adapter.Sha256.Length));
        Assert.Equal(Found(local), Found(served));
        Assert.All(local.Rows.Zip(served.Rows), pair => Assert.All(
            pair.First.FineTuned!.LogProbabilities.Zip(pair.Second.FineTuned!.LogProbabilities), p => Assert.Equal(p.First, p.Second, 1e-4)));
        Assert.Equal(0, served.FineTuned!.By(DecisionMethod.Constrained).UndecidedRate);
    }

    [Fact]
    public async Task Run_MoreRowsThanTheServicesQueueHolds_AsksForAFewAtATime()
    {
        using var small = await InferenceServer.StartAsync(new Dictionary<string, string> { ["MedQa:Limits:MaxQueuedRequests"] = "8" });
        using var connection = new ServiceConnection(small.Address.ToString());
        var target = await ServedTarget.FindAsync(connection.Client, null, default);
        var settings = new EvaluationSettings { Format = target.Format, Methods = [DecisionMethod.Scored, DecisionMethod.Generated], MaxTokens = 3, Resamples = 5, WithContext = false };
        QaRow[] rows = [.. Enumerable.Range(0, 60).Select(i => _rows[0] with { Id = $"{i}" })];
        var backend = new ServerBackend(connection.Client, target, settings.Format, [], default);

        var report = await Evaluator.RunAsync(backend, [], rows, _data with { Ids = [.. rows.Select(r => r.Id)] }, settings, null, default);

        Assert.Equal(60, report.Rows.Count);
        Assert.DoesNotContain(small.Logs.Lines, line => line.Contains("ResourceExhausted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Find_NoSuchAdapter_IsTheServicesAnswer()
    {
        using var connection = new ServiceConnection(_server.Address.ToString());

        var error = await Assert.ThrowsAsync<RpcException>(() => ServedTarget.FindAsync(connection.Client, "missing", default));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        await Assert.ThrowsAsync<ArgumentException>(() => ServedTarget.FindAsync(connection.Client, "missing@x", default));
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://localhost")]
    public void Connection_NoAddress_IsRefused(string address) => Assert.Throws<ArgumentException>(() => new ServiceConnection(address));

    private static List<string> Found(EvaluationReport report) => [.. report.Rows.SelectMany(r => (RowPrediction[])[r.Baseline, r.FineTuned!])
        .Select(p => $"{string.Join(' ', p.Decisions.Values)} | {p.Answer} | {p.ConstrainedAnswer}")];
}
