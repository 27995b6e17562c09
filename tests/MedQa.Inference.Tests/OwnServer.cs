extern alias client;

using Grpc.Net.Client;
using MedQa.Inference.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MedQa.Inference.Tests;

/// <summary>A service that one test starts for itself, and a real channel to it.</summary>
internal sealed class OwnServer(InferenceServer server) : IDisposable
{
    public InferenceServer Server { get; } = server;

    public GrpcChannel Channel { get; } = GrpcChannel.ForAddress(server.Address);

    public client::MedQa.V1.MedicalQa.MedicalQaClient Client => new(Channel);

    public T Part<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public void Dispose()
    {
        Channel.Dispose();
        Server.Dispose();
    }
}
