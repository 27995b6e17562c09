using System.Diagnostics.Metrics;
using Grpc.Core;
using MedQa.Inference.Devices;
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

    public InferenceMetrics(IMeterFactory meters, DeviceThread device)
    {
        meter = meters.Create(MeterName);
        requests = meter.CreateCounter<long>("medqa.inference.requests", "{request}", "Calls that ended, by method and status.");
        duration = meter.CreateHistogram<double>("medqa.inference.request.duration", "s", "How long calls took, waiting included.");
        tokens = meter.CreateCounter<long>("medqa.inference.tokens", "{token}", "Tokens read (prompt) and written (completion).");
        firstToken = meter.CreateHistogram<double>("medqa.inference.time_to_first_token", "s", "From when the device began with a prompt to its first token.");
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

    public void Dispose() => meter.Dispose();
}
