using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using MedQa.Inference.Serving;
using MedQa.Inference.Testing;
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
    public async Task Server_CallsOverALibrary_QuestionsTitlesAndPassagesStayOut()
    {
        const string supported = $"The {Marker} makes the chest feel tight.";
        using var telemetry = new Listeners();
        using var library = new TestLibrary(
            ("asthma.md", $"# Signs of {Marker}\n\n## Signs of {Marker}\n\n{supported}\n"),
            ("broken.jsonl", $"{{\"text\": \"{Marker}"),
            ("broken.md", $"---\ntitle: [{Marker}\n---\n\n{Marker}\n"),
            ("broken.pdf", Marker));
        var scripted = new ScriptedModel();
        using var own = await RunningServer.StartOwnAsync(library.Settings, scripted.AddTo);
        await Eventually.Holds(() => own.Client.ListModels(new()).Models[0].Library is { Documents: 1, Waiting: 0, Broken.Count: 3 });

        foreach (var grounding in (Wire.Grounding[])[Wire.Grounding.Auto, Wire.Grounding.Required])
        {
            foreach (var question in (string[])[$"What are the signs of {Marker}?", $"Does {Marker} change the oil of a tractor's gearbox?"])
            {
                scripted.Tokenizer.Script = $"{supported} {Marker} is nothing to cite.";
                var request = Ask(question, 60);
                request.Grounding = grounding;
                await ReadAsync(own.Client.Generate(request));
                await own.Client.DecideAsync(new() { Question = question, Grounding = grounding, WithLongAnswer = true, MaxTokens = 60 });
            }
        }

        Assert.Contains(Marker, (await own.Client.SearchAsync(new() { Question = Marker })).Passages[0].Passage.Text, StringComparison.Ordinal);
        var statuses = new List<Status>
        {
            await RunningServer.StatusOf(() => own.Client.SearchAsync(new() { Question = Marker, Count = 101 }).ResponseAsync),
            await RunningServer.StatusOf(() => own.Client.SearchAsync(new() { Question = Marker, Mode = Wire.SearchMode.Meaning }).ResponseAsync),
            await RunningServer.StatusOf(() => own.Client.DecideAsync(new() { Question = Marker, ContextPassages = { Marker }, Grounding = Wire.Grounding.Auto }).ResponseAsync),
        };

        Assert.DoesNotContain(statuses, s => s.Detail.Contains(Marker, StringComparison.Ordinal));
        await Eventually.Holds(() => ((string[])["broken.jsonl", "broken.md", "broken.pdf"]).All(name => own.Server.Logs.Lines.Any(line => line.Contains(name, StringComparison.Ordinal))));
        Assert.DoesNotContain(own.Server.Logs.Lines, line => line.Contains(Marker, StringComparison.Ordinal) || line.Contains("the chest feel tight", StringComparison.Ordinal));
        Assert.Contains(telemetry.Seen, line => line.StartsWith("library.search ", StringComparison.Ordinal) && line.Contains("medqa.library.relevant=True", StringComparison.Ordinal));
        Assert.DoesNotContain(telemetry.Seen, line => line.Contains(Marker, StringComparison.Ordinal) || line.Contains("the chest feel tight", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_GroundedAnswers_AreCountedByOutcome()
    {
        using var telemetry = new Listeners();
        using var library = new TestLibrary(("asthma.md", "# Asthma\n\nThe chest feels tight.\n"), ("fever.md", "# Fever\n\nIt is hot.\n"));
        using var own = await RunningServer.StartOwnAsync(library.Settings);
        await Eventually.Holds(() => own.Client.ListModels(new()).Models[0].Library is { Documents: 2, Waiting: 0 });
        telemetry.Seen.Clear();

        foreach (var (question, grounding) in ((string, Wire.Grounding)[])[("What is asthma?", Wire.Grounding.Auto), ("How is a gearbox oiled?", Wire.Grounding.Auto), ("How is a gearbox oiled?", Wire.Grounding.Required)])
        {
            var request = Ask(question, 4);
            request.Grounding = grounding;
            await ReadAsync(own.Client.Generate(request));
        }

        library.Remove("fever.md");
        await Eventually.Holds(() => telemetry.Seen.Contains("medqa.inference.library.documents 1 change=removed"));
        string[] counted = ["outcome=grounded", "outcome=alone", "outcome=declined"];
        Assert.All(counted, outcome => Assert.Contains($"medqa.inference.grounded_answers 1 {outcome}", telemetry.Seen));
        Assert.InRange(telemetry.Seen.Count(line => line.StartsWith("medqa.inference.retrieval.duration ", StringComparison.Ordinal)), 3, int.MaxValue);
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
