using System.Diagnostics;
using MedQa.Inference.Configuration;
using MedQa.Inference.Serving;
using MedQa.Inference.Telemetry;
using MedQa.Library.Grounding;
using MedQa.Library.Retrieval;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Libraries;

/// <summary>Asks the library, so many times at once as may be, and counts and times it. Thread-safe.</summary>
internal sealed class Grounder(LibraryHost host, SearchGate gate, IOptions<LibraryOptions> options, InferenceMetrics metrics)
{
    /// <summary>What the library gives an answer to a question.</summary>
    /// <param name="model">The model that is to read it.</param>
    /// <param name="question">The question.</param>
    /// <param name="previous">The question before it in the conversation, or null.</param>
    /// <param name="mayDecline">Whether a model that reads passages of little relevance may decline: then it, or the operator, says from where on it reads them.</param>
    /// <param name="cancellationToken">Interrupts the search.</param>
    /// <exception cref="LibraryMissingException">There is no library.</exception>
    /// <exception cref="LibraryNotReadyException">It is not open yet.</exception>
    /// <exception cref="SearchesFullException">As many searches run and wait as may.</exception>
    public Task<Retrieval> PrepareAsync(ServedModel model, string question, string? previous, bool mayDecline, CancellationToken cancellationToken)
    {
        var words = options.Value.ContextWords ?? model.ContextWords ?? LibraryOptions.DefaultContextWords;
        var threshold = mayDecline ? options.Value.RelevanceThreshold ?? model.RelevanceThreshold : null;
        return MeasureAsync(
            library => library.Planner.PrepareAsync(question, new() { ContextWords = words, RelevanceThreshold = threshold, BestSentenceBias = model.BestSentenceBias }, previous, cancellationToken),
            (context, duration) => new Retrieval(context, duration),
            retrieval => (retrieval.Context.IsRelevant, retrieval.Context.Passages.Count),
            cancellationToken);
    }

    /// <summary>The passages for a question.</summary>
    /// <exception cref="LibraryMissingException">There is no library, or it is not searched by meaning and only that was asked for.</exception>
    /// <exception cref="LibraryNotReadyException">It is not open yet.</exception>
    /// <exception cref="SearchesFullException">As many searches run and wait as may.</exception>
    public Task<LibraryFindings> FindAsync(string question, int count, RetrievalMode mode, CancellationToken cancellationToken) => MeasureAsync(
        library => mode != RetrievalMode.Meaning || library.Search.HasMeaning
            ? library.Search.FindAsync(question, count, mode, cancellationToken: cancellationToken)
            : throw new LibraryMissingException($"The library is searched by words alone: {LibraryOptions.Section}:{nameof(LibraryOptions.Encoder)} names no encoder."),
        (findings, _) => findings,
        findings => (findings.IsRelevant, findings.Passages.Count),
        cancellationToken);

    private Task<TResult> MeasureAsync<T, TResult>(
        Func<OpenLibrary, Task<T>> search, Func<T, TimeSpan, TResult> result, Func<TResult, (bool IsRelevant, int Passages)> describe, CancellationToken cancellationToken)
    {
        var library = host.Require();
        var start = Stopwatch.GetTimestamp();
        return gate.RunAsync(
            async () =>
            {
                using var span = InferenceTracing.Source.StartActivity("library.search");
                var found = await search(library);
                var elapsed = Stopwatch.GetElapsedTime(start);
                metrics.Retrieved(elapsed);
                var all = result(found, elapsed);
                var (isRelevant, passages) = describe(all);
                span?.SetTag("medqa.library.relevant", isRelevant).SetTag("medqa.library.passages", passages);
                return all;
            },
            cancellationToken);
    }
}
