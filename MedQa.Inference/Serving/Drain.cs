using MedQa.Inference.Configuration;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Serving;

/// <summary>Gives running calls some time once the service is told to stop, and ends them after it.</summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;

    public Drain(IHostApplicationLifetime lifetime, IOptions<LimitOptions> limits, TimeProvider time)
    {
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        registration = lifetime.ApplicationStopping.Register(() => source.CancelAfter(TimeSpan.FromSeconds(limits.Value.DrainSeconds)));
    }

    /// <summary>Cancelled when running calls must end.</summary>
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }
}
