using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;
using Microsoft.Extensions.AI;

namespace MedQa.Library.Grounding;

/// <summary>Searches a library for a question and says how relevant what it found is. Thread-safe.</summary>
/// <param name="index">The library. Not owned.</param>
/// <param name="encoder">Encodes questions as the index's passages were encoded; null for words alone. Not owned.</param>
/// <param name="relevance">Turns features into relevance; null for <see cref="RelevanceModel.Default"/>.</param>
public sealed class LibrarySearch(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>>? encoder, RelevanceModel? relevance = null)
{
    /// <summary>The most titles named as nearest.</summary>
    public const int MostTitles = 3;

    // So many passages of the search are put in order anew.
    private const int Ranked = 30;

    // So many of the best passages are looked at for relevance.
    private const int Looked = 5;

    // What a heading that names what is asked for adds; a passage's share of the search's best score and its shares of words add up to 3.
    private const double HeadingFits = 0.2;

    // What a document holds of the question's weighted words, in one passage, to be named as near; and what comes as near by meaning.
    private const double NearestShare = 0.25;
    private const double NearestCosine = 0.5;

    private readonly PassageRetriever _retriever = new(index, encoder);
    private readonly PassageTexts _texts = new();
    private readonly RelevanceModel _relevance = relevance ?? RelevanceModel.Default;

    /// <summary>Whether questions are searched by meaning too.</summary>
    public bool HasMeaning => _retriever.HasMeaning;

    /// <summary>Finds passages.</summary>
    /// <param name="question">Any text.</param>
    /// <param name="count">The most to return.</param>
    /// <param name="mode">What to search.</param>
    /// <param name="previous">The user's question before, which helps where this one leans on it; null for none.</param>
    /// <param name="threshold">From which relevance on passages are relevant; null for the relevance model's.</param>
    /// <param name="cancellationToken">Interrupts the search.</param>
    /// <exception cref="InvalidOperationException">Only meaning is asked for, and there is no encoder or no vectors.</exception>
    public async Task<LibraryFindings> FindAsync(
        string question, int count, RetrievalMode mode = RetrievalMode.Both, string? previous = null, double? threshold = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (findings, _) = await FindWeighedAsync(question, count, mode, previous, threshold, cancellationToken);
        return findings with { Passages = [.. findings.Passages.Take(count)] };
    }

    /// <summary>The findings, with at least as many passages as relevance looks at, and the weights of the question's terms.</summary>
    internal async Task<(LibraryFindings Findings, TermWeights Weights)> FindWeighedAsync(
        string question, int count, RetrievalMode mode, string? previous, double? threshold, CancellationToken cancellationToken)
    {
        var terms = QuestionTerms.Of(question, previous, LaySynonyms.Default);
        var meaning = terms.Any(term => term.IsFromBefore) ? $"{previous}\n{question}" : question;
        var weights = await TermWeights.CountAsync(index, terms, cancellationToken);
        var ranked = Rank(question, await _retriever.SearchAsync(meaning, weights, Math.Max(count, Ranked), mode, cancellationToken), weights, cancellationToken);
        RetrievedPassage[] passages = [.. ranked.Select(candidate => candidate.Found)];
        var features = Features(question, ranked, weights, HasMeaning && mode != RetrievalMode.Words, cancellationToken);
        var relevanceWeights = _relevance.For(features);
        var score = ranked.Count == 0 ? 0 : relevanceWeights.Score(features);
        string[] titles = [.. ranked.Where(IsNear).Select(candidate => candidate.Found.Passage.DocumentTitle).Distinct(StringComparer.Ordinal).Take(MostTitles)];
        return (new(passages, features, score, ranked.Count > 0 && score >= (threshold ?? relevanceWeights.Threshold), ranked.Count > 0 && score >= relevanceWeights.Threshold, titles), weights);
    }

    /// <summary>
    /// The passages by how much of the question they hold: their share of the best search score, plus the weighted share of the question's
    /// words in the passage, plus that in its best sentence, plus what a fitting heading adds. What the search found beyond these keeps its place behind.
    /// </summary>
    private List<Candidate> Rank(string question, IReadOnlyList<RetrievedPassage> passages, TermWeights weights, CancellationToken cancellationToken)
    {
        // Reciprocal ranks tell less than BM25 scores, but those of passages that the meaning alone found are not known.
        var byWords = passages.All(found => found.Cosine is null && found.Words is not null);
        var best = passages.Select(Score).DefaultIfEmpty(0).Max();
        var asked = new AskedHeading(question);
        var ranked = passages.Take(Ranked).Select(found =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = _texts.Of(found.Passage);
            var (passage, sentence) = (weights.Share(text.All), text.Sentences.Select(s => weights.Share(text.Label, s)).DefaultIfEmpty(0).Max());
            var heading = asked.Fits(found.Passage.Passage.Headings) ? HeadingFits : 0;
            return new Candidate(found, text, passage, sentence, (Score(found) / best) + passage + sentence + heading);
        }).OrderByDescending(candidate => candidate.Score);
        return [.. ranked, .. passages.Skip(Ranked).Select(found => new Candidate(found, _texts.Of(found.Passage), 0, 0, 0))];

        double Score(RetrievedPassage found) => byWords ? found.Words ?? 0 : found.Score;
    }

    private static bool IsNear(Candidate candidate) => candidate.Coverage >= NearestShare || candidate.Found.Cosine >= NearestCosine;

    /// <summary>A passage's words, stemmed.</summary>
    internal PassageText TextOf(IndexedPassage passage) => _texts.Of(passage);

    private static RelevanceFeatures Features(string question, List<Candidate> ranked, TermWeights weights, bool hasMeaning, CancellationToken cancellationToken)
    {
        var length = Math.Min(1, weights.Terms.Count / 10.0);
        var orders = ModelOrders.IsOrder(question, cancellationToken) ? 1 : 0;
        if (ranked.Count == 0)
        {
            return new() { UnknownShare = weights.UnknownShare(), LargestMissing = weights.LargestMissing(), FigureMissing = AskedFigure.Of(question) is null ? 0 : 1, Length = length, GivesOrders = orders, Cosine = hasMeaning ? 0 : null };
        }

        var looked = ranked[..Math.Min(Looked, ranked.Count)];
        var best = looked.MaxBy(candidate => candidate.Coverage)!;
        double[] documents = [.. ranked.DistinctBy(candidate => candidate.Found.Passage.DocumentName).Take(2).Select(candidate => candidate.Score)];
        return new()
        {
            BestCoverage = best.Coverage,
            ContextCoverage = weights.Share([.. looked.Take(2).SelectMany(candidate => candidate.Text.All)]),
            SentenceCoverage = looked.Max(candidate => candidate.SentenceCoverage),
            TitleCoverage = weights.Share(best.Text.Label),
            RarestHeld = weights.HeldOfHeaviest(2, best.Text.All),
            UnknownShare = weights.UnknownShare(),
            LargestMissing = weights.LargestMissing([.. looked.SelectMany(candidate => candidate.Text.All)]),
            FigureMissing = AskedFigure.Of(question) is { } figure ? 1 - FigureCoverage(figure, looked, weights) : 0,
            Gap = documents.Length > 1 ? (documents[0] - documents[1]) / documents[0] : 1,
            Length = length,
            GivesOrders = orders,
            Cosine = hasMeaning ? ranked.Max(candidate => candidate.Found.Cosine ?? 0) : null,
        };
    }

    /// <summary>The largest weighted share of the question's words in a sentence that gives the figure.</summary>
    private static double FigureCoverage(AskedFigure figure, List<Candidate> looked, TermWeights weights) => looked
        .SelectMany(candidate => Enumerable.Range(0, candidate.Text.Sentences.Count)
            .Where(i => figure.IsGivenIn(candidate.Text.Sentence(i))).Select(i => weights.Share(candidate.Text.Label, candidate.Text.Sentences[i])))
        .DefaultIfEmpty(0).Max();

    private sealed record Candidate(RetrievedPassage Found, PassageText Text, double Coverage, double SentenceCoverage, double Score);
}
