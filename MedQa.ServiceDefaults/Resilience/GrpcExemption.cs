using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace MedQa.ServiceDefaults.Resilience;

/// <summary>
/// Leaves gRPC calls out of the standard resilience: its time limits (10 s an attempt, 30 s in all) would cut a stream that writes an
/// answer, and a retry would start the work again. A gRPC call ends by its own deadline or cancellation.
/// </summary>
internal static class GrpcExemption
{
    public static void Apply(HttpStandardResilienceOptions options)
    {
        options.AttemptTimeout.TimeoutGenerator = arguments => new(Limit(arguments.Context, options.AttemptTimeout.Timeout));
        options.TotalRequestTimeout.TimeoutGenerator = arguments => new(Limit(arguments.Context, options.TotalRequestTimeout.Timeout));
        var retries = options.Retry.ShouldHandle;
        options.Retry.ShouldHandle = arguments => IsGrpc(arguments.Context) ? new(false) : retries(arguments);
        var breaks = options.CircuitBreaker.ShouldHandle;
        options.CircuitBreaker.ShouldHandle = arguments => IsGrpc(arguments.Context) ? new(false) : breaks(arguments);
    }

    private static TimeSpan Limit(ResilienceContext context, TimeSpan limit) => IsGrpc(context) ? Timeout.InfiniteTimeSpan : limit;

    private static bool IsGrpc(ResilienceContext context) =>
        context.GetRequestMessage()?.Content?.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
