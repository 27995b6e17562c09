using System.Runtime.CompilerServices;
using Grpc.Core;
using MedQa.V1;
using Microsoft.Extensions.AI;

namespace MedQa.Client;

/// <summary>
/// The inference service as an <see cref="IChatClient"/>. <see cref="ChatOptions.ModelId"/> names an adapter (unset: the base
/// model); <see cref="ChatProperties"/> lists the further options. Cancelling a call, or leaving a streamed answer before its
/// end, frees the server's work within one token.
/// </summary>
/// <remarks>
/// Thread-safe; calls may run at the same time. It does not own the gRPC client, so disposing it does nothing. A failed call
/// throws <see cref="MedQaServiceException"/>, what the service cannot do <see cref="NotSupportedException"/>.
/// </remarks>
/// <param name="client">The service's client.</param>
public sealed class MedQaChatClient(MedicalQa.MedicalQaClient client) : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new("medqa");

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        // Joining the updates puts what they say of the answer on its message alone.
        response.AdditionalProperties = response.Messages.LastOrDefault()?.AdditionalProperties;
        return response;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var call = client.Generate(GenerateRequests.Create(messages, options), cancellationToken: cancellationToken);
        var updates = new GenerateUpdates();
        while (await MoveNextAsync(call.ResponseStream, cancellationToken))
        {
            yield return updates.Next(call.ResponseStream.Current);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? Metadata
            : serviceType.IsInstanceOfType(client) ? client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the gRPC client is its owner's.</summary>
    public void Dispose()
    {
    }

    private static async Task<bool> MoveNextAsync(IAsyncStreamReader<GenerateResponse> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException e)
        {
            throw MedQaServiceException.From(e, cancellationToken);
        }
    }
}
