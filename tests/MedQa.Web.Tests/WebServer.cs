using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace MedQa.Web.Tests;

/// <summary>The web application as users run it, on a real port, in front of the inference service at an address.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly WebApplicationFactory<Program> _factory;

    private WebServer(Uri inference, string? adapters)
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web => web
            .UseEnvironment("Production")
            .UseUrls("http://127.0.0.1:0")
            .UseSetting("services:inference:http:0", inference.ToString())
            .UseSetting("MedQa:Adapters:Folder", adapters ?? "")
            .ConfigureLogging(logging => logging
                .ClearProviders().AddProvider(new LogCollector(_logs)).AddFilter(null, LogLevel.Trace)));
        _factory.UseKestrel();
        _factory.StartServer();
    }

    /// <param name="inference">Where the answers come from.</param>
    /// <param name="adapters">The adapter store's folder, or null for none.</param>
    public static WebServer Start(Uri inference, string? adapters = null) => new(inference, adapters);

    public Uri Address => _factory.ClientOptions.BaseAddress;

    /// <summary>Everything logged so far, at every level.</summary>
    public IReadOnlyList<string> Logs => [.. _logs];

    public ValueTask DisposeAsync() => _factory.DisposeAsync();
}
