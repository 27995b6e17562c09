using MedQa.Inference.Serving;
using MedQa.ServiceDefaults.Adapters;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedQa.Inference.Testing;

/// <summary>
/// The inference service in this process, on real sockets and free ports, with <see cref="TinyModel"/> and an empty folder of
/// adapters. Everything it logs, at any level, is kept.
/// </summary>
public sealed class InferenceServer : IDisposable
{
    private readonly Factory factory;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medqa-test-");

    private InferenceServer(IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? configure)
    {
        factory = new Factory(this, settings, configure);
        factory.UseKestrel();
        factory.StartServer();
        var addresses = factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToList();
        (Address, Probes) = (addresses[0], addresses[1]);
    }

    /// <summary>Where gRPC is served.</summary>
    public Uri Address { get; }

    /// <summary>Where probes are served.</summary>
    public Uri Probes { get; }

    /// <summary>The service's parts.</summary>
    public IServiceProvider Services => factory.Services;

    /// <summary>The store that it reads; another process would publish to it the same way.</summary>
    public IAdapterStore Adapters => Services.GetRequiredService<IAdapterStore>();

    /// <summary>Everything logged so far.</summary>
    public LogRecorder Logs { get; } = new();

    /// <summary>Starts the service and waits until its model is loaded.</summary>
    /// <param name="settings">Configuration beyond the defaults of a test.</param>
    /// <param name="configure">Replaces parts.</param>
    public static async Task<InferenceServer> StartAsync(IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var server = Listen(settings, configure);
        var host = server.Services.GetRequiredService<ModelHost>();
        while (host.Current is null && !host.LoadFailed)
        {
            await Task.Delay(10);
        }

        return server;
    }

    /// <summary>Starts the service and returns as soon as it listens.</summary>
    /// <param name="settings">Configuration beyond the defaults of a test.</param>
    /// <param name="configure">Replaces parts.</param>
    public static InferenceServer Listen(IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? configure = null) =>
        new(settings ?? new Dictionary<string, string>(), configure);

    /// <summary>Publishes an adapter of random weights; the same seed gives the same.</summary>
    public Task PublishAdapterAsync(string name, long seed) => TinyAdapter.PublishAsync(Adapters, name, seed);

    public void Dispose()
    {
        factory.Dispose();
        folder.Delete(recursive: true);
    }

    private sealed class Factory(InferenceServer server, IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? configure)
        : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("MedQa:GrpcPort", "0");
            builder.UseSetting("MedQa:ProbePort", "0");
            builder.UseSetting("MedQa:Device", "Cpu");
            builder.UseSetting("MedQa:Adapters:Folder", Path.Combine(server.folder.FullName, "adapters"));
            builder.UseSetting("MedQa:Limits:DrainSeconds", "0.5");
            builder.UseSetting("Logging:LogLevel:Default", "Trace");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(server.Logs));
            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton<IModelLoader, TinyModelLoader>();
                configure?.Invoke(services);
            });
        }
    }
}
