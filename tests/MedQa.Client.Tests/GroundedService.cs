using MedQa.Inference.Testing;
using MedQa.V1;
using Microsoft.Extensions.DependencyInjection;

namespace MedQa.Client.Tests;

/// <summary>The inference service with a library and a model whose answers a test writes, and the client as a program registers it.</summary>
public sealed class GroundedService : IAsyncLifetime, IDisposable
{
    private readonly TestLibrary library = new(
        ("asthma.md", "# Asthma\n\n## Signs\n\nThe chest feels tight and breathing whistles. Coughing is worse at night and after running.\n"),
        ("fever.md", "# Fever\n\nA fever is a body temperature of 38 degrees or more. Drink enough and rest.\n"));

    private readonly ScriptedModel scripted = new();
    private InferenceServer? server;
    private ServiceProvider? provider;

    public MedQaChatClient Chat => provider!.GetRequiredService<MedQaChatClient>();

    public MedicalQa.MedicalQaClient Rpc => provider!.GetRequiredService<MedicalQa.MedicalQaClient>();

    public Uri Address => server!.Address;

    public ScriptedTokenizer Tokenizer => scripted.Tokenizer;

    public async Task InitializeAsync()
    {
        server = await InferenceServer.StartAsync(library.Settings, scripted.AddTo);
        provider = RunningService.Provider(server.Address);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await Rpc.ListModelsAsync(new(), cancellationToken: limit.Token)).Models[0].Library is not { Documents: 2, Waiting: 0 })
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public void Dispose()
    {
        provider?.Dispose();
        server?.Dispose();
        library.Dispose();
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;
}
