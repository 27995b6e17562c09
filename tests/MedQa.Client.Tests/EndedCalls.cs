using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace MedQa.Client.Tests;

/// <summary>The statuses that the service in this process counts for ended <c>Generate</c> calls.</summary>
internal sealed class EndedCalls : IDisposable
{
    private readonly Channel<string> statuses = Channel.CreateUnbounded<string>();
    private readonly MeterListener listener = new();

    public EndedCalls()
    {
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "medqa.inference.requests")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(t => t.Key, t => $"{t.Value}");
            if (values["rpc.method"].EndsWith("/Generate", StringComparison.Ordinal))
            {
                statuses.Writer.TryWrite(values["rpc.status"]);
            }
        });
        listener.Start();
    }

    /// <summary>Waits until a call ends with this status; other tests' calls may end meanwhile.</summary>
    /// <exception cref="OperationCanceledException">None did within 20 s.</exception>
    public async Task WaitForAsync(string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await statuses.Reader.ReadAsync(limit.Token) != status)
        {
        }
    }

    public void Dispose() => listener.Dispose();
}
