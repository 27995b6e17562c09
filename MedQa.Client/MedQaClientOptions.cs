using MedQa.V1;

namespace MedQa.Client;

/// <summary>How the inference service is reached.</summary>
public sealed class MedQaClientOptions
{
    /// <summary>
    /// Where the service listens for gRPC. <c>http</c> is clear-text HTTP/2. A name that configuration has under
    /// <c>services:NAME:http:0</c> (environment <c>services__inference__http__0</c>) is resolved to the address given there.
    /// </summary>
    public Uri Address { get; set; } = new("http://inference");

    /// <summary>Whether answers of <see cref="MedQaChatClient"/> come from the service's library, where a call does not say with <see cref="ChatProperties.Grounding"/>.</summary>
    public Grounding Grounding { get; set; }

    /// <summary>Silence on a connection with running calls before it is pinged: a server that is gone is noticed within this and <see cref="KeepAliveTimeout"/>. One second or more.</summary>
    public TimeSpan KeepAliveDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a ping's answer may take. One second or more.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
