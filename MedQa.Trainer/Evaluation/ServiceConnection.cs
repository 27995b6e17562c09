using Grpc.Core;
using Grpc.Net.Client.Configuration;
using MedQa.Client;
using MedQa.V1;

namespace MedQa.Trainer.Evaluation;

/// <summary>A running inference service. Calls that it is too busy for, or that do not reach it, are tried again a few times.</summary>
internal sealed class ServiceConnection : IDisposable
{
    private const int Tries = 5;

    private readonly ServiceProvider _services;

    /// <param name="address">Where it listens for gRPC; http or https.</param>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public ServiceConnection(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"server must be an http or https address, but is '{address}'.");
        }

        var services = new ServiceCollection();
        services.AddMedQaClient(options => options.Address = uri).ConfigureChannel(channel => channel.ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = Tries,
                        InitialBackoff = TimeSpan.FromSeconds(1),
                        MaxBackoff = TimeSpan.FromSeconds(20),
                        BackoffMultiplier = 2,
                        RetryableStatusCodes = { StatusCode.Unavailable, StatusCode.ResourceExhausted },
                    },
                },
            },
        });
        _services = services.BuildServiceProvider();
        Client = _services.GetRequiredService<MedicalQa.MedicalQaClient>();
    }

    /// <summary>Its client.</summary>
    public MedicalQa.MedicalQaClient Client { get; }

    public void Dispose() => _services.Dispose();
}
