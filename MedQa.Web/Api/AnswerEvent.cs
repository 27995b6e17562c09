using System.Text.Json.Serialization;
using MedQa.V1;

namespace MedQa.Web.Api;

/// <summary>
/// One line of a streamed answer (newline-delimited JSON): once <c>started</c>, with answers from the library <c>sources</c>, then <c>text</c>
/// pieces and a <c>citation</c> behind each sentence, at the end <c>finished</c> or <c>failed</c>. A stream that ends without either of these was cut off.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Found), "sources")]
[JsonDerivedType(typeof(Text), "text")]
[JsonDerivedType(typeof(Cited), "citation")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record AnswerEvent
{
    /// <summary>The event that the service's message carries; null for an event this page does not know.</summary>
    public static AnswerEvent? From(GenerateResponse response) => response.EventCase switch
    {
        GenerateResponse.EventOneofCase.Started => new Started(
            response.Started.Model, response.Started.Adapter, response.Started.AdapterVersion, response.Started.DroppedExchanges),
        GenerateResponse.EventOneofCase.Sources => new Found(
            response.Sources.Found, [.. response.Sources.Passages.Select(LibraryPassage.From)], [.. response.Sources.NearestTitles]),
        GenerateResponse.EventOneofCase.Text => new Text(response.Text),
        GenerateResponse.EventOneofCase.Citation => new Cited(
            response.Citation.Start,
            response.Citation.Length,
            response.Citation.Supported,
            response.Citation.Passage,
            response.Citation.PassageStart,
            response.Citation.PassageLength),
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
            response.Finished.DurationSeconds,
            response.Finished.Declined,
            response.Finished.WithheldSentences,
            response.Finished.RetrievalSeconds),
        _ => null,
    };

    public sealed record Started(string Model, string Adapter, int AdapterVersion, int DroppedExchanges) : AnswerEvent;

    /// <summary>What the library holds for the question.</summary>
    /// <param name="Relevant">Whether passages are relevant enough to answer from.</param>
    /// <param name="Passages">Those the model reads; citations name them by their place here.</param>
    /// <param name="NearestTitles">Where nothing is relevant: the documents that come nearest.</param>
    public sealed record Found(bool Relevant, IReadOnlyList<LibraryPassage> Passages, IReadOnlyList<string> NearestTitles) : AnswerEvent;

    public sealed record Text([property: JsonPropertyName("text")] string Value) : AnswerEvent;

    /// <summary>What supports one sentence. Offsets count UTF-16 code units: of the whole answer, and of the passage's text.</summary>
    public sealed record Cited(int Start, int Length, bool Supported, int Passage, int PassageStart, int PassageLength) : AnswerEvent;

    /// <param name="TimeToFirstTokenSeconds">Like the duration, from after the library was searched.</param>
    /// <param name="Declined">Whether the text only says that the library does not answer.</param>
    /// <param name="WithheldSentences">Sentences left out because no passage supports them.</param>
    public sealed record Finished(
        string Reason,
        int PromptTokens,
        int CompletionTokens,
        double TimeToFirstTokenSeconds,
        double DurationSeconds,
        bool Declined,
        int WithheldSentences,
        double RetrievalSeconds) : AnswerEvent;

    public sealed record Failed(InferenceFailure Failure) : AnswerEvent;
}
