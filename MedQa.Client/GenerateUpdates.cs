using MedQa.V1;
using Microsoft.Extensions.AI;

namespace MedQa.Client;

/// <summary>Turns one streamed answer's events into updates, in their order. For one call; not thread-safe.</summary>
internal sealed class GenerateUpdates
{
    private readonly string responseId = Guid.NewGuid().ToString("N");
    private readonly DateTimeOffset createdAt = TimeProvider.System.GetUtcNow();
    private string modelId = "";
    private Sources? sources;

    public ChatResponseUpdate Next(GenerateResponse response) => response.EventCase switch
    {
        GenerateResponse.EventOneofCase.Started => Started(response.Started),
        GenerateResponse.EventOneofCase.Text => Update(new TextContent(response.Text)),
        GenerateResponse.EventOneofCase.Sources => Found(response.Sources),
        GenerateResponse.EventOneofCase.Citation => Update(new TextContent("") { Annotations = [Client.Annotations.Of(response.Citation, sources ?? new())] }),
        GenerateResponse.EventOneofCase.Finished => Finished(response.Finished),
        _ => Update(),
    };

    private ChatResponseUpdate Started(GenerateStarted started)
    {
        modelId = started.Adapter.Length > 0 ? started.Adapter : started.Model;
        var update = Update();
        update.AdditionalProperties = new() { [ChatProperties.Model] = started.Model, [ChatProperties.DroppedExchanges] = started.DroppedExchanges };
        if (started.Adapter.Length > 0)
        {
            update.AdditionalProperties[ChatProperties.Adapter] = started.Adapter;
            update.AdditionalProperties[ChatProperties.AdapterVersion] = started.AdapterVersion;
        }

        return update;
    }

    private ChatResponseUpdate Found(Sources found)
    {
        sources = found;
        var update = Update();
        update.AdditionalProperties = new() { [ChatProperties.Sources] = found };
        return update;
    }

    private ChatResponseUpdate Finished(GenerateFinished finished)
    {
        var update = Update(new UsageContent(new UsageDetails
        {
            InputTokenCount = finished.Usage.PromptTokens,
            OutputTokenCount = finished.Usage.CompletionTokens,
            TotalTokenCount = finished.Usage.PromptTokens + finished.Usage.CompletionTokens,
        }));
        update.FinishReason = finished.Reason switch
        {
            FinishReason.Stop => ChatFinishReason.Stop,
            FinishReason.Length => ChatFinishReason.Length,
            // The server stopped while it answered: what came so far is all there is.
            FinishReason.Cancelled => new ChatFinishReason("cancelled"),
            _ => null,
        };
        update.AdditionalProperties = new()
        {
            [ChatProperties.TimeToFirstToken] = TimeSpan.FromSeconds(finished.TimeToFirstTokenSeconds),
        };
        if (sources is not null)
        {
            update.AdditionalProperties[ChatProperties.Declined] = finished.Declined;
            update.AdditionalProperties[ChatProperties.WithheldSentences] = finished.WithheldSentences;
            update.AdditionalProperties[ChatProperties.RetrievalTime] = TimeSpan.FromSeconds(finished.RetrievalSeconds);
        }

        return update;
    }

    private ChatResponseUpdate Update(params IList<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = responseId,
        MessageId = responseId,
        CreatedAt = createdAt,
        ModelId = modelId,
    };
}
