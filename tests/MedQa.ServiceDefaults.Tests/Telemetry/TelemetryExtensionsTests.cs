using System.Collections.Concurrent;
using System.Diagnostics;
using MedQa.ServiceDefaults.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace MedQa.ServiceDefaults.Tests.Telemetry;

public sealed class TelemetryExtensionsTests
{
    // As Aspire sets them for a service in Development.
    private static readonly KeyValuePair<string, string?>[] NoRedaction =
    [
        new("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true"),
        new("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "true"),
        new("Logging:LogLevel:Default", "Trace"),
    ];

    [Fact]
    public async Task Request_WithHealthTextInQueryAndBody_NeitherLoggedNorTraced()
    {
        var spans = new Spans();
        await using var service = await WebService.StartAsync(
            NoRedaction,
            builder => builder.Services.ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing.AddProcessor(spans)),
            app =>
            {
                app.MapPost("/ask", async (HttpRequest request) => (await new StreamReader(request.Body).ReadToEndAsync()).Length);
                app.MapGet("/relay", (IHttpClientFactory clients, HttpRequest request) =>
                    clients.CreateClient().PostAsync(new Uri($"{request.Scheme}://{request.Host}/ask{request.QueryString}"), new StringContent("chestpain")));
            });

        using var answer = await service.Client.GetAsync(new Uri("/relay?question=chestpain", UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode);

        await spans.AtLeastAsync(3);
        Assert.Contains(spans.Ended, span => span.Kind == ActivityKind.Client && (string?)span.GetTagItem("url.full") == $"{service.Address}ask");
        Assert.All(spans.Ended, span => Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("chestpain", StringComparison.OrdinalIgnoreCase) == true));
        Assert.NotEmpty(service.Log);
        Assert.DoesNotContain(service.Log, line => line.Contains("chestpain", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Probe_IsNotTraced()
    {
        var spans = new Spans();
        await using var service = await WebService.StartAsync(
            [], builder => builder.Services.ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing.AddProcessor(spans)), app => app.MapGet("/page", () => "page"));
        await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative));
        await service.Client.GetStringAsync(new Uri("/alive", UriKind.Relative));
        await service.Client.GetStringAsync(new Uri("/page", UriKind.Relative));
        await spans.AtLeastAsync(1);
        Assert.DoesNotContain(spans.Ended, span => span.Kind == ActivityKind.Server && span.GetTagItem("url.path") is "/health" or "/alive");
    }

    private sealed class Spans : BaseProcessor<Activity>
    {
        public ConcurrentQueue<Activity> Ended { get; } = new();

        public override void OnEnd(Activity data) => Ended.Enqueue(data);

        public async Task AtLeastAsync(int count)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (Ended.Count < count)
            {
                await Task.Delay(10, limit.Token);
            }
        }
    }
}
