extern alias client;

using Grpc.Core;
using Grpc.Net.Client;
using MedQa.Inference.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MedQa.Inference.Tests;

/// <summary>The service with a tiny model, and a real channel to it.</summary>
public class RunningServer : IAsyncLifetime
{
    private GrpcChannel? channel;

    public InferenceServer Server { get; private set; } = null!;

    internal client::MedQa.V1.MedicalQa.MedicalQaClient Client { get; private set; } = null!;

    internal GrpcChannel Channel => channel!;

    /// <summary>The same model, to compute what the service should answer.</summary>
    public TinyModel Model { get; } = new();

    internal T Part<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        Server = await InferenceServer.StartAsync();
        channel = GrpcChannel.ForAddress(Server.Address);
        Client = new(channel);
    }

    public Task DisposeAsync()
    {
        channel?.Dispose();
        Server.Dispose();
        Model.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Starts a service of its own for one test.</summary>
    internal static async Task<OwnServer> StartOwnAsync(IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? configure = null) =>
        new(await InferenceServer.StartAsync(settings, configure));

    /// <summary>The status that a call ended with.</summary>
    internal static async Task<Status> StatusOf(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).Status;
}
