using System.ComponentModel.DataAnnotations;

namespace MedQa.Inference.Configuration;

/// <summary>
/// Where the service listens, in clear text: gRPC needs HTTP/2 and probes HTTP/1.1, and one port can't do both without TLS.
/// Configuration section <c>MedQa</c>.
/// </summary>
internal sealed class EndpointOptions
{
    /// <summary>Port of gRPC (HTTP/2); 0 picks a free one.</summary>
    [Range(0, 65535)]
    public int GrpcPort { get; set; } = 8080;

    /// <summary>Port of <c>/health</c> and <c>/alive</c> (HTTP/1.1); 0 picks a free one.</summary>
    [Range(0, 65535)]
    public int ProbePort { get; set; } = 8081;

    /// <summary>Which addresses are listened on.</summary>
    [EnumDataType(typeof(BindAddress))]
    public BindAddress Bind { get; set; } = BindAddress.Auto;
}
