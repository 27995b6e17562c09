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
/// <example>
/// An answer from the service's library, with what supports each of its sentences:
/// <code>
/// var response = await chat.GetResponseAsync("What are the signs of asthma?", new() { AdditionalProperties = new() { [ChatProperties.Grounding] = "required" } });
/// Console.WriteLine(response.Text);
/// foreach (var citation in response.Messages[0].Contents.SelectMany(c => c.Annotations ?? []).OfType&lt;CitationAnnotation&gt;())
/// {
///     Console.WriteLine($"{citation.Title}: {citation.Snippet}");
/// }
/// </code>
/// A streamed answer carries each sentence's annotation on an empty text behind it.
/// </example>
/// <remarks>
/// Thread-safe; calls may run at the same time. It does not own the gRPC client, so disposing it does nothing. A failed call
/// throws <see cref="MedQaServiceException"/>, what the service cannot do <see cref="NotSupportedException"/>.
/// </remarks>
/// <param name="client">The service's client.</param>
/// <param name="grounding">Whether answers come from the service's library, where a call does not say.</param>
public sealed class MedQaChatClient(MedicalQa.MedicalQaClient client, Grounding grounding = Grounding.Unspecified) : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new("medqa");

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        // Joining the updates puts what they say of the answer on its message alone.
        response.AdditionalProperties = response.Messages.LastOrDefault()?.AdditionalProperties;
        foreach (var message in response.Messages)
        {
            Join(message);
        }

        return response;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var call = client.Generate(GenerateRequests.Create(messages, options, grounding), cancellationToken: cancellationToken);
        var updates = new GenerateUpdates();
        while (await MoveNextAsync(call.ResponseStream, cancellationToken))
        {
            yield return updates.Next(call.ResponseStream.Current);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Finds passages of the service's library.</summary>
    /// <param name="question">Any text.</param>
    /// <param name="count">The most to return, 1 to 100.</param>
    /// <param name="mode">What is searched; unspecified: words, and meaning where the library has vectors.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The passages, the best first, and how relevant they are to the question.</returns>
    /// <exception cref="MedQaServiceException"><see cref="MedQaError.Incompatible"/> where the service has no library.</exception>
    public async Task<SearchResponse> SearchAsync(string question, int count = 5, SearchMode mode = SearchMode.Unspecified, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        try
        {
            return await client.SearchAsync(new SearchRequest { Question = question, Count = count, Mode = mode }, cancellationToken: cancellationToken);
        }
        catch (RpcException e)
        {
            throw MedQaServiceException.From(e, cancellationToken);
        }
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

    /// <summary>Makes one text of the pieces between which the sentences' annotations came; the annotations go on it.</summary>
    private static void Join(ChatMessage message)
    {
        var texts = message.Contents.OfType<TextContent>().ToList();
        if (texts.Count < 2)
        {
            return;
        }

        var joined = new TextContent(message.Text) { Annotations = [.. texts.SelectMany(text => text.Annotations ?? [])] };
        message.Contents = [joined, .. message.Contents.Where(content => content is not TextContent)];
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
