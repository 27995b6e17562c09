using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MedQa.ServiceDefaults.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedQa.ServiceDefaults.Tests.Health;

public sealed class HealthEndpointsTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    public async Task Health_InProduction_FollowsTheChecksAndTellsThePublicNoMore(HealthStatus status, HttpStatusCode expected)
    {
        await using var service = await WebService.StartAsync([], builder => Check(builder.Services, status));
        using var ready = await service.Client.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal(expected, ready.StatusCode);
        Assert.Equal(status.ToString(), await ready.Content.ReadAsStringAsync());
        using var alive = await service.Client.GetAsync(new Uri("/alive", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task Health_ProbePort_AnswersThereOnlyAndSaysWhat()
    {
        var port = FreePort.Next();
        await using var service = await WebService.StartAsync(
            [new("MedQa:ProbePort", $"{port}")], builder => Check(builder.Services, HealthStatus.Degraded), probePort: port);
        foreach (var path in new[] { "/health", "/alive" })
        {
            using var refused = await service.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }

        var report = await service.Client.GetFromJsonAsync<JsonElement>(new Uri($"http://localhost:{port}/health"));
        Assert.Equal("Degraded", report.GetProperty("status").GetString());
        Assert.Equal("the store is away", report.GetProperty("checks").GetProperty("test").GetProperty("description").GetString());
        Assert.Equal("Healthy", await service.Client.GetStringAsync(new Uri($"http://localhost:{port}/alive")));

        // Behind a port mapping the Host header names another port.
        using var mapped = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://localhost:{port}/health"));
        mapped.Headers.Host = "localhost:9999";
        using var answer = await service.Client.SendAsync(mapped);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static void Check(IServiceCollection services, HealthStatus status) =>
        services.AddHealthChecks().AddCheck("test", () => new HealthCheckResult(status, "the store is away"));
}
