using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;
using MedQa.Library.Text;
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

    // FTS5's k1.
    private const double Saturation = 1.2;

    // So many of the best passages are looked at for relevance.
    private const int Looked = 8;

    private readonly PassageRetriever _retriever = new(index, encoder);
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
        var passages = await _retriever.SearchAsync(meaning, terms, Math.Max(count, Looked), mode, cancellationToken);
        var features = Features(passages, weights, HasMeaning && mode != RetrievalMode.Words);
        var score = passages.Count == 0 ? 0 : _relevance.For(features).Score(features);
        string[] titles = [.. passages.DistinctBy(p => p.Passage.DocumentName).Select(p => p.Passage.DocumentTitle).Distinct(StringComparer.Ordinal).Take(MostTitles)];
        return (new(passages, features, score, passages.Count > 0 && score >= (threshold ?? _relevance.For(features).Threshold), titles), weights);
    }

    private static RelevanceFeatures Features(IReadOnlyList<RetrievedPassage> passages, TermWeights weights, bool hasMeaning)
    {
        if (passages.Count == 0)
        {
            return new() { UnknownShare = weights.UnknownShare(), Cosine = hasMeaning ? 0 : null };
        }

        PassageText[] texts = [.. passages.Take(Looked).Select(p => new PassageText(p.Passage))];
        var shares = Array.ConvertAll(texts, text => weights.Share([text.Label, .. text.Sentences]));
        var best = texts[Array.IndexOf(shares, shares.Max())];
        var question = new StemmedText(weights.Terms.Select(term => string.Join(' ', term.Alternatives.Prepend(term.Word))));
        var documents = passages.DistinctBy(p => p.Passage.DocumentName).Select(p => p.Words ?? 0).OrderDescending().Take(2).ToList();
        var reachable = weights.ReachableScore(Saturation);
        return new()
        {
            BestCoverage = shares.Max(),
            ContextCoverage = weights.Share([.. texts.Take(4).SelectMany(text => text.Sentences.Prepend(text.Label))]),
            SentenceCoverage = texts.Max(text => text.Sentences.Max(sentence => weights.Share(text.Label, sentence))),
            TitleCoverage = weights.Share(best.Label),
            TitleMatch = best.TitleStems.Count == 0 ? 0 : best.TitleStems.Count(stem => question.Holds($" {stem} ")) / (double)best.TitleStems.Count,
            RarestHeld = weights.HoldRarest([best.Label, .. best.Sentences]) ? 1 : 0,
            UnknownShare = weights.UnknownShare(),
            ScoreShare = reachable > 0 ? Math.Min(1, documents[0] / reachable) : 0,
            Gap = documents[0] > 0 && documents.Count > 1 ? (documents[0] - documents[1]) / documents[0] : documents[0] > 0 ? 1 : 0,
            Cosine = hasMeaning ? passages.Max(p => p.Cosine ?? 0) : null,
        };
    }
}
