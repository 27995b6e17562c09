using MedQa.V1;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MedQa.Client;

/// <summary>Registers the inference service's client.</summary>
public static class MedQaClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="MedicalQa.MedicalQaClient"/> (every call of the service), <see cref="MedQaChatClient"/> and, where no
    /// other is registered, <see cref="IChatClient"/>. All may be kept and shared between threads.
    /// </summary>
    /// <remarks>
    /// Calls have no time limit of their own and are not retried: a long answer is no failure. End one by its cancellation
    /// token. Resilience handlers that the application adds to all its HTTP clients are taken off this one.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; validated when the client is first made.</param>
    /// <returns>The HTTP client's builder, for handlers of the application's own.</returns>
    public static IHttpClientBuilder AddMedQaClient(this IServiceCollection services, Action<MedQaClientOptions>? configure = null)
    {
        var options = services.AddOptions<MedQaClientOptions>()
            .Validate(
                o => o.Address is { IsAbsoluteUri: true, Scheme: "http" or "https" },
                $"{nameof(MedQaClientOptions)}.{nameof(MedQaClientOptions.Address)} must be an absolute http or https address.")
            .Validate(
                o => o.KeepAliveDelay >= TimeSpan.FromSeconds(1) && o.KeepAliveTimeout >= TimeSpan.FromSeconds(1),
                $"{nameof(MedQaClientOptions)}'s keep-alive delay and time-out must be one second or more.")
            .Validate(
                o => Enum.IsDefined(o.Grounding), $"{nameof(MedQaClientOptions)}.{nameof(MedQaClientOptions.Grounding)} must be {nameof(Grounding.Off)}, {nameof(Grounding.Auto)} or {nameof(Grounding.Required)}.");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        // Service discovery reads configuration; a program without any has none to read.
        services.TryAddSingleton<IConfiguration>(_ => new ConfigurationBuilder().Build());
        services.AddServiceDiscovery();
        services.TryAddSingleton(provider => new MedQaChatClient(
            provider.GetRequiredService<MedicalQa.MedicalQaClient>(), provider.GetRequiredService<IOptions<MedQaClientOptions>>().Value.Grounding));
        services.TryAddSingleton<IChatClient>(provider => provider.GetRequiredService<MedQaChatClient>());
        var builder = services
            .AddGrpcClient<MedicalQa.MedicalQaClient>((provider, client) =>
                client.Address = provider.GetRequiredService<IOptions<MedQaClientOptions>>().Value.Address)
            .ConfigurePrimaryHttpMessageHandler(provider => Connection(provider.GetRequiredService<IOptions<MedQaClientOptions>>().Value));
        builder.AddServiceDiscovery();
#pragma warning disable EXTEXP0001 // RemoveAllResilienceHandlers may still change; nothing else takes off handlers that apply to all clients.
        builder.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        return builder;
    }

    private static SocketsHttpHandler Connection(MedQaClientOptions options) => new()
    {
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = options.KeepAliveDelay,
        KeepAlivePingTimeout = options.KeepAliveTimeout,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        UseProxy = false,
    };
}
