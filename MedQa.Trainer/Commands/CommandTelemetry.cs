using MedQa.ServiceDefaults;

namespace MedQa.Trainer.Commands;

/// <summary>Sends a command's metrics where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, as the service does; nothing where it is not set.</summary>
internal sealed class CommandTelemetry : IAsyncDisposable
{
    private readonly IHost? host;

    private CommandTelemetry(IHost? host) => this.host = host;

    /// <summary>Begins to listen.</summary>
    public static async Task<CommandTelemetry> StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
        {
            return new CommandTelemetry(null);
        }

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new CommandTelemetry(host);
    }

    /// <summary>Sends what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
