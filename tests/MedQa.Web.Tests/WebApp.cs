using MedQa.Web.Tests.Server;

namespace MedQa.Web.Tests;

/// <summary>The web application in front of a scripted inference service.</summary>
public sealed class WebApp : IAsyncLifetime
{
    private WebServer? _server;

    public ScriptedInference Inference { get; } = new();

    public Uri Address => _server!.Address;

    public IReadOnlyList<string> Logs => _server!.Logs;

    public async Task InitializeAsync()
    {
        await Inference.StartAsync();
        _server = WebServer.Start(Inference.Address);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await Inference.DisposeAsync();
    }
}
