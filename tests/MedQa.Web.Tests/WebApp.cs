using System.Collections.Concurrent;
using MedQa.Web.Tests.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace MedQa.Web.Tests;

/// <summary>The web application as users run it, on a real port, in front of a scripted inference service on another.</summary>
public sealed class WebApp : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _logs = new();
    private WebApplicationFactory<Program>? _factory;

    public ScriptedInference Inference { get; } = new();

    public Uri Address { get; private set; } = null!;

    public IReadOnlyList<string> Logs => [.. _logs];

    public async Task InitializeAsync()
    {
        await Inference.StartAsync();
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web => web
            .UseEnvironment("Production")
            .UseUrls("http://127.0.0.1:0")
            .UseSetting("services:inference:http:0", Inference.Address.ToString())
            .ConfigureLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(new LogCollector(_logs))));
        _factory.UseKestrel();
        _factory.StartServer();
        Address = _factory.ClientOptions.BaseAddress;
    }

    public async Task DisposeAsync()
    {
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }

        await Inference.DisposeAsync();
    }
}
