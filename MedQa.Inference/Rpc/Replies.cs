using MedQa.Model.Generation;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>The model's results in the service's words.</summary>
internal static class Replies
{
    public static V1.FinishReason ReasonOf(GenerationResult result) => result.Reason switch
    {
        Model.Generation.FinishReason.Stop => V1.FinishReason.Stop,
        Model.Generation.FinishReason.Length => V1.FinishReason.Length,
        Model.Generation.FinishReason.Cancelled => V1.FinishReason.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Reason, "A finish reason that the service has no word for."),
    };

    public static Usage UsageOf(GenerationResult result) => new() { PromptTokens = result.PromptTokens, CompletionTokens = result.TokenIds.Count };
}
