namespace MedQa.Library.Grounding;

/// <summary>Prepares answers from a library: searches, judges relevance and chooses what the prompt holds. Thread-safe.</summary>
/// <param name="search">Searches the library. Not owned.</param>
public sealed class GroundingPlanner(LibrarySearch search)
{
    /// <summary>Prepares the answer to a question.</summary>
    /// <param name="question">Any text.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="previous">The user's question before, which helps where this one leans on it ("And in children?"); null for none.</param>
    /// <param name="cancellationToken">Interrupts the search.</param>
    /// <returns>What was found; with passages for the prompt where that is relevant.</returns>
    /// <exception cref="ArgumentException">An option does not fit.</exception>
    /// <exception cref="InvalidOperationException">Only meaning is asked for, and there is no encoder or no vectors.</exception>
    public async Task<GroundedContext> PrepareAsync(
        string question, GroundingOptions? options = null, string? previous = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        options ??= new();
        options.Validate();
        var (findings, weights) = await search.FindWeighedAsync(question, options.MostPassages, options.Search, previous, options.RelevanceThreshold, cancellationToken);
        return new(findings, findings.IsRelevant ? ContextSelection.Choose(findings.Passages, weights, search.TextOf, options) : []);
    }
}
