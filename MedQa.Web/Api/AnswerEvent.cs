using System.Text.Json.Serialization;
using MedQa.V1;

namespace MedQa.Web.Api;

/// <summary>
/// One line of a streamed answer (newline-delimited JSON): once <c>started</c>, then <c>text</c> pieces, at the end <c>finished</c> or <c>failed</c>.
/// A stream that ends without either was cut off.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Text), "text")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record AnswerEvent
{
    /// <summary>The event that the service's message carries; null for an event this page does not know.</summary>
    public static AnswerEvent? From(GenerateResponse response) => response.EventCase switch
    {
        GenerateResponse.EventOneofCase.Started => new Started(
            response.Started.Model, response.Started.Adapter, response.Started.AdapterVersion, response.Started.DroppedExchanges),
        GenerateResponse.EventOneofCase.Text => new Text(response.Text),
        GenerateResponse.EventOneofCase.Finished => new Finished(
            response.Finished.Reason switch
            {
                FinishReason.Stop => "stop",
                FinishReason.Length => "length",
                FinishReason.Cancelled => "cancelled",
                _ => "unknown",
            },
            response.Finished.Usage?.PromptTokens ?? 0,
            response.Finished.Usage?.CompletionTokens ?? 0,
            response.Finished.TimeToFirstTokenSeconds,
            response.Finished.DurationSeconds),
        _ => null,
    };

    public sealed record Started(string Model, string Adapter, int AdapterVersion, int DroppedExchanges) : AnswerEvent;

    public sealed record Text([property: JsonPropertyName("text")] string Value) : AnswerEvent;

    public sealed record Finished(
        string Reason, int PromptTokens, int CompletionTokens, double TimeToFirstTokenSeconds, double DurationSeconds) : AnswerEvent;

    public sealed record Failed(InferenceFailure Failure) : AnswerEvent;
}
