using System.Diagnostics.Metrics;
using Grpc.Core;
using MedQa.Inference.Devices;
using MedQa.Library.Ingestion;
using MedQa.Model.Generation;

namespace MedQa.Inference.Telemetry;

/// <summary>What the service counts. Thread-safe.</summary>
internal sealed class InferenceMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MedQa.Inference";

    private readonly Meter meter;
    private readonly Counter<long> requests;
    private readonly Histogram<double> duration;
    private readonly Counter<long> tokens;
    private readonly Histogram<double> firstToken;
    private readonly Histogram<double> retrieval;
    private readonly Counter<long> grounded;
    private readonly Counter<long> documents;

    public InferenceMetrics(IMeterFactory meters, DeviceThread device)
    {
        meter = meters.Create(MeterName);
        requests = meter.CreateCounter<long>("medqa.inference.requests", "{request}", "Calls that ended, by method and status.");
        duration = meter.CreateHistogram<double>("medqa.inference.request.duration", "s", "How long calls took, waiting included.");
        tokens = meter.CreateCounter<long>("medqa.inference.tokens", "{token}", "Tokens read (prompt) and written (completion).");
        firstToken = meter.CreateHistogram<double>("medqa.inference.time_to_first_token", "s", "From when the device began with a prompt to its first token.");
        retrieval = meter.CreateHistogram<double>("medqa.inference.retrieval.duration", "s", "How long the library was searched for one question.");
        grounded = meter.CreateCounter<long>("medqa.inference.grounded_answers", "{answer}", "Answers with grounding, by outcome: grounded, declined, or by the model alone.");
        documents = meter.CreateCounter<long>("medqa.inference.library.documents", "{document}", "Documents that came into the library or left it, by change.");
        meter.CreateObservableGauge("medqa.inference.queue.length", () => device.Waiting, "{request}", "Requests that wait for the device.");
    }

    public void CallEnded(string method, StatusCode status, TimeSpan elapsed)
    {
        KeyValuePair<string, object?> methodTag = new("rpc.method", method);
        KeyValuePair<string, object?> statusTag = new("rpc.status", status.ToString());
        requests.Add(1, methodTag, statusTag);
        duration.Record(elapsed.TotalSeconds, methodTag, statusTag);
    }

    public void Generated(GenerationResult result)
    {
        Read(result.PromptTokens);
        tokens.Add(result.TokenIds.Count, new KeyValuePair<string, object?>("kind", "completion"));
        if (result.TokenIds.Count > 0)
        {
            firstToken.Record(result.TimeToFirstToken.TotalSeconds);
        }
    }

    public void Read(int promptTokens) => tokens.Add(promptTokens, new KeyValuePair<string, object?>("kind", "prompt"));

    public void Retrieved(TimeSpan elapsed) => retrieval.Record(elapsed.TotalSeconds);

    public void Grounded(GroundedOutcome outcome) => grounded.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));

    public void LibraryRead(IngestionReport report)
    {
        foreach (var (change, count) in (ReadOnlySpan<(string, int)>)[("added", report.Added), ("updated", report.Updated), ("removed", report.Removed)])
        {
            if (count > 0)
            {
                documents.Add(count, new KeyValuePair<string, object?>("change", change));
            }
        }
    }

    public void Dispose() => meter.Dispose();
}
