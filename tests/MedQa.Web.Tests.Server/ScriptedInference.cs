using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedQa.Web.Tests.Server;

/// <summary>A real gRPC server of the inference service's contract on a port of this machine, whose answers a test scripts.</summary>
public sealed class ScriptedInference : IAsyncDisposable
{
    private readonly ConcurrentQueue<AskedQuestion> _questions = new();
    private readonly ConcurrentQueue<AskedDecision> _decisions = new();
    private readonly ConcurrentQueue<string> _searches = new();
    private WebApplication? _server;

    public Script Script { get; private set; } = new();

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public IReadOnlyList<AskedQuestion> Questions => [.. _questions];

    public IReadOnlyList<AskedDecision> Decisions => [.. _decisions];

    /// <summary>The questions of the calls of Search.</summary>
    public IReadOnlyList<string> Searches => [.. _searches];

    /// <summary>Forgets what was asked and behaves as the script says from now on.</summary>
    public void Follow(Script script)
    {
        _questions.Clear();
        _decisions.Clear();
        _searches.Clear();
        Script = script;
    }

    /// <summary>Listens: on a free port the first time, on the same port again after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, Address.Port, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(this);
        builder.Services.AddGrpc();
        _server = builder.Build();
        _server.MapGrpcService<ScriptedService>();
        await _server.StartAsync();
        Address = new Uri(_server.Urls.Single());
    }

    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    internal void Note(AskedQuestion question) => _questions.Enqueue(question);

    internal void NoteSearch(string question) => _searches.Enqueue(question);

    internal void Note(AskedDecision decision) => _decisions.Enqueue(decision);
}
