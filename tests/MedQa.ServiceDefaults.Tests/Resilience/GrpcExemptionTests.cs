using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Polly.Timeout;

namespace MedQa.ServiceDefaults.Tests.Resilience;

/// <summary>The standard resilience with its limits made short: 200 ms an attempt, 400 ms in all.</summary>
public sealed class GrpcExemptionTests
{
    [Fact]
    public async Task SendAsync_SlowOrdinaryRequest_CutByTheTimeLimit()
    {
        using var client = Client(new Slow(TimeSpan.FromSeconds(30)));
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => client.Value.PostAsync(new Uri("http://service/"), Content("application/json")));
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    public async Task SendAsync_SlowGrpcRequest_RunsToItsEnd(string mediaType)
    {
        var slow = new Slow(TimeSpan.FromSeconds(1));
        using var client = Client(slow);
        using var answer = await client.Value.PostAsync(new Uri("http://service/"), Content(mediaType));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, slow.Calls);
    }

    [Theory]
    [InlineData("application/json", 4)]
    [InlineData("application/grpc", 1)]
    public async Task SendAsync_Unavailable_RetriedUnlessGrpc(string mediaType, int calls)
    {
        var failing = new Slow(TimeSpan.Zero, HttpStatusCode.ServiceUnavailable);
        using var client = Client(failing, seconds: 60);
        using var answer = await client.Value.PostAsync(new Uri("http://service/"), Content(mediaType));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(calls, failing.Calls);
    }

    private static StringContent Content(string mediaType) => new("x", new MediaTypeHeaderValue(mediaType));

    private static OwnedClient Client(Slow handler, double seconds = 0.2)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.AddServiceDefaults();
        builder.Services.AddHttpClient("test").ConfigurePrimaryHttpMessageHandler(() => handler);
        builder.Services.ConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(seconds);
            options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(seconds * 2);
            options.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(Math.Max(1, seconds * 2));
            options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        });
        var host = builder.Build();
        return new(host, host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("test"));
    }

    private sealed record OwnedClient(IHost Host, HttpClient Value) : IDisposable
    {
        public void Dispose()
        {
            Value.Dispose();
            Host.Dispose();
        }
    }

    private sealed class Slow(TimeSpan time, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler
    {
        private int _calls;

        public int Calls => _calls;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            await Task.Delay(time, cancellationToken);
            return new(status);
        }
    }
}
