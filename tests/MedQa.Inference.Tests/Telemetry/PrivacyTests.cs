using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using MedQa.Inference.Serving;
using Microsoft.Extensions.DependencyInjection;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Telemetry;

/// <summary>No text of a request or an answer reaches logs (at any level), traces, metrics or statuses, also where calls fail.</summary>
public class PrivacyTests
{
    private const string Marker = "zoonotic-marker-7f3a";

    [Fact]
    public async Task Server_AnyCall_TextStaysOutOfLogsTracesMetricsAndStatuses()
    {
        using var telemetry = new Listeners();
        using var own = await RunningServer.StartOwnAsync();
        var answer = TextOf(await ReadAsync(own.Client.Generate(Ask(Marker, 8, Marker))));
        await own.Client.DecideAsync(new() { Question = Marker, ContextPassages = { Marker }, WithLongAnswer = true, MaxTokens = 4 });
        await own.Client.ScoreAsync(new() { Text = Marker, Continuations = { new Wire.Continuation { Text = Marker } } });
        await own.Client.TokenizeAsync(new() { Text = Marker });
        var statuses = new List<Status>();
        foreach (var wrong in WrongRequests())
        {
            statuses.Add(await RunningServer.StatusOf(() => ReadAsync(own.Client.Generate(wrong))));
        }

        Assert.All(statuses, s => Assert.Equal(StatusCode.InvalidArgument, s.StatusCode));
        Assert.DoesNotContain(statuses, s => s.Detail.Contains(Marker, StringComparison.Ordinal));
        Assert.NotEmpty(own.Server.Logs.Lines);
        Assert.DoesNotContain(own.Server.Logs.Lines, line => line.Contains(Marker, StringComparison.Ordinal) || line.Contains(answer, StringComparison.Ordinal));
        Assert.NotEmpty(telemetry.Seen);
        Assert.DoesNotContain(telemetry.Seen, line => line.Contains(Marker, StringComparison.Ordinal) || line.Contains(answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_UnforeseenException_ItsMessageStaysOutOfLogsAndStatus()
    {
        using var own = await RunningServer.StartOwnAsync(configure: services => services.AddSingleton<IModelLoader, FailingLoader>());

        var status = await RunningServer.StatusOf(() => ReadAsync(own.Client.Generate(Ask(Marker))));

        Assert.Equal((StatusCode.Internal, "The service failed (FormatException); its log says where."), (status.StatusCode, status.Detail));
        Assert.DoesNotContain(own.Server.Logs.Lines, line => line.Contains(Marker, StringComparison.Ordinal));
        Assert.Contains(own.Server.Logs.Lines, line => line.Contains("System.FormatException at", StringComparison.Ordinal) && line.Contains(nameof(FailingTokenizer), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_OneAnswer_CountRequestsAndTokens()
    {
        using var telemetry = new Listeners();
        using var own = await RunningServer.StartOwnAsync();
        telemetry.Seen.Clear();

        var events = await ReadAsync(own.Client.Generate(Ask(maxTokens: 8)));

        var prompt = events[0].Started.PromptTokens;
        await Eventually.Holds(() => telemetry.Seen.Contains("medqa.inference.requests 1 rpc.method=/medqa.v1.MedicalQa/Generate rpc.status=OK"));
        Assert.Contains($"medqa.inference.tokens {prompt} kind=prompt", telemetry.Seen);
        Assert.Contains("medqa.inference.tokens 8 kind=completion", telemetry.Seen);
        Assert.Contains(telemetry.Seen, line => line.StartsWith("medqa.inference.time_to_first_token ", StringComparison.Ordinal));
        telemetry.Observe();
        Assert.Contains("medqa.inference.queue.length 0 ", telemetry.Seen);
    }

    private static IEnumerable<Wire.GenerateRequest> WrongRequests()
    {
        var request = Ask(Marker);
        request.Messages.Add(User(Marker));
        yield return request;
        request = Ask(Marker);
        request.Sampling.Stop.Add(string.Concat(Enumerable.Repeat(Marker, 20)));
        yield return request;
        request = Ask(string.Join(' ', Enumerable.Repeat(Marker, 200)));
        yield return request;
        request = Ask(Marker);
        request.Adapter = $"{Marker} ?";
        yield return request;
    }

    /// <summary>Hears every trace and every metric of this process.</summary>
    private sealed class Listeners : IDisposable
    {
        private readonly ActivityListener traces;
        private readonly MeterListener metrics = new();

        public Listeners()
        {
            traces = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Seen.Enqueue($"{activity.DisplayName} {Text(activity.TagObjects)} {string.Join(' ', activity.Events.Select(e => $"{e.Name} {Text(e.Tags)}"))} {activity.StatusDescription}"),
            };
            ActivitySource.AddActivityListener(traces);
            metrics.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Seen.Enqueue($"{instrument.Name} {value} {Text(tags.ToArray())}"));
            metrics.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Seen.Enqueue($"{instrument.Name} {value} {Text(tags.ToArray())}"));
            metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Seen.Enqueue($"{instrument.Name} {value} {Text(tags.ToArray())}"));
            metrics.Start();
        }

        public ConcurrentQueue<string> Seen { get; } = new();

        public void Observe() => metrics.RecordObservableInstruments();

        public void Dispose()
        {
            traces.Dispose();
            metrics.Dispose();
        }

        private static string Text(IEnumerable<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.Select(t => $"{t.Key}={t.Value}"));
    }
}
