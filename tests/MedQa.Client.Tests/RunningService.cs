using MedQa.Inference.Testing;
using MedQa.V1;
using Microsoft.Extensions.DependencyInjection;

namespace MedQa.Client.Tests;

/// <summary>The inference service with a tiny model, and the client as a program registers it.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private ServiceProvider? provider;

    public InferenceServer Server { get; private set; } = null!;

    public MedQaChatClient Chat => provider!.GetRequiredService<MedQaChatClient>();

    public MedicalQa.MedicalQaClient Rpc => provider!.GetRequiredService<MedicalQa.MedicalQaClient>();

    public async Task InitializeAsync()
    {
        Server = await InferenceServer.StartAsync();
        provider = Provider(Server.Address);
    }

    public Task DisposeAsync()
    {
        provider?.Dispose();
        Server.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A program's services with nothing but the client.</summary>
    public static ServiceProvider Provider(Uri address)
    {
        var services = new ServiceCollection();
        services.AddMedQaClient(options => options.Address = address);
        return services.BuildServiceProvider();
    }
}
