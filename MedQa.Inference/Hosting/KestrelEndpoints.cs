using System.Net;
using MedQa.Inference.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Hosting;

/// <summary>Makes Kestrel listen for gRPC and for probes, in clear text, each on its own port.</summary>
internal sealed class KestrelEndpoints(IOptions<EndpointOptions> endpoints) : IConfigureOptions<KestrelServerOptions>
{
    /// <inheritdoc/>
    public void Configure(KestrelServerOptions options)
    {
        // A client whose machine is gone says nothing: its work is freed once a ping stays unanswered.
        options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        Listen(options, endpoints.Value.GrpcPort, HttpProtocols.Http2);
        Listen(options, endpoints.Value.ProbePort, HttpProtocols.Http1);
    }

    private void Listen(KestrelServerOptions options, int port, HttpProtocols protocols)
    {
        if (ListensOnAny())
        {
            options.ListenAnyIP(port, listen => listen.Protocols = protocols);
        }
        else
        {
            options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = protocols);
        }
    }

    private bool ListensOnAny() => endpoints.Value.Bind switch
    {
        BindAddress.Any => true,
        BindAddress.Loopback => false,
        _ => Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true",
    };
}
