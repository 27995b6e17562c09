using MedQa.Library.Indexing;
using Microsoft.Extensions.AI;

namespace MedQa.Library.Retrieval;

/// <summary>
/// Finds the passages for a question: by its words (BM25; what may stand for a word counts less), by its meaning (cosine of sentence
/// vectors), merged by reciprocal rank, in which meaning counts <see cref="MeaningWeight"/>. Where the index or the caller has no encoder, by words alone. Thread-safe.
/// </summary>
/// <param name="index">Where to search.</param>
/// <param name="encoder">Encodes the question as the index's passages were encoded; null for words alone. Not owned.</param>
public sealed class PassageRetriever(IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>>? encoder)
{
    /// <summary>How many passages each of the two searches gives, at least.</summary>
    public const int Candidates = 100;

    /// <summary>What a word counts that stands for one of the question's which the index has.</summary>
    public const double SynonymWeight = 0.2;

    /// <summary>What it counts where the index hardly has the question's own word.</summary>
    public const double SynonymWeightOfRare = 0.6;

    /// <summary>What a rank by meaning counts, against one by words: chosen for the right answer among the first five.</summary>
    public const double MeaningWeight = 2;

    /// <summary>Whether questions are searched by meaning too.</summary>
    public bool HasMeaning => encoder is not null && index.Vectors is not null;

    /// <summary>Finds passages.</summary>
    /// <param name="question">Any text.</param>
    /// <param name="count">The most to return.</param>
    /// <param name="mode">What to search.</param>
    /// <param name="cancellationToken">Interrupts the search.</param>
    /// <returns>The best first.</returns>
    /// <exception cref="InvalidOperationException">Only meaning is asked for, and there is no encoder or no vectors.</exception>
    public async Task<IReadOnlyList<RetrievedPassage>> SearchAsync(
        string question, int count, RetrievalMode mode = RetrievalMode.Both, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var weights = await TermWeights.CountAsync(index, QuestionTerms.Of(question, null, LaySynonyms.Default), cancellationToken);
        return await SearchAsync(question, weights, count, mode, cancellationToken);
    }

    /// <param name="meaning">The text whose meaning is searched.</param>
    /// <param name="weights">The words to search.</param>
    /// <param name="count">The most to return.</param>
    /// <param name="mode">What to search.</param>
    /// <param name="cancellationToken">Interrupts the search.</param>
    internal async Task<IReadOnlyList<RetrievedPassage>> SearchAsync(
        string meaning, TermWeights weights, int count, RetrievalMode mode, CancellationToken cancellationToken)
    {
        var most = Math.Max(count, Candidates);
        var byWords = mode == RetrievalMode.Meaning ? Task.FromResult<IReadOnlyList<PassageHit>>([]) : WordsAsync(weights, most, cancellationToken);
        var byMeaning = mode == RetrievalMode.Words ? Task.FromResult<IReadOnlyList<PassageHit>>([]) : MeaningAsync(meaning, most, mode, cancellationToken);
        await Task.WhenAll(byWords, byMeaning);
        var words = (await byWords).ToDictionary(hit => hit.Id, hit => hit.Score);
        var cosines = (await byMeaning).ToDictionary(hit => hit.Id, hit => hit.Score);
        var merged = ReciprocalRankFusion.Merge([(1, (await byWords).Select(hit => hit.Id)), (MeaningWeight, (await byMeaning).Select(hit => hit.Id))]).Take(count).ToDictionary(m => m.Id, m => m.Score);
        var passages = await index.GetAsync([.. merged.OrderByDescending(m => m.Value).ThenBy(m => m.Key).Select(m => m.Key)], cancellationToken);
        return [.. passages.Select(p => new RetrievedPassage(
            p, merged[p.Id], words.TryGetValue(p.Id, out var score) ? score : null, cosines.TryGetValue(p.Id, out var cosine) ? cosine : null))];
    }

    /// <summary>The terms' words and what stands for them, each once with the largest of its weights.</summary>
    private Task<IReadOnlyList<PassageHit>> WordsAsync(TermWeights terms, int count, CancellationToken cancellationToken)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (term, i) in terms.Terms.Select((term, i) => (term, i)))
        {
            var weight = term.IsFromBefore ? QuestionTerms.PreviousWeight : 1;
            weights[term.Word] = Math.Max(weights.GetValueOrDefault(term.Word), weight);
            foreach (var other in term.Alternatives)
            {
                weights[other] = Math.Max(weights.GetValueOrDefault(other), weight * (terms.IsRare(i) ? SynonymWeightOfRare : SynonymWeight));
            }
        }

        return index.SearchWordsAsync([.. weights.Select(pair => new WeightedWord(pair.Key, pair.Value))], count, cancellationToken);
    }

    private async Task<IReadOnlyList<PassageHit>> MeaningAsync(string question, int count, RetrievalMode mode, CancellationToken cancellationToken)
    {
        if (encoder is null || index.Vectors is null)
        {
            return mode == RetrievalMode.Both ? [] : throw new InvalidOperationException("Search by meaning needs an encoder, and an index opened with its vector space.");
        }

        var vector = await encoder.GenerateVectorAsync(question, cancellationToken: cancellationToken);
        var hits = new List<PassageHit>();
        await foreach (var hit in index.Vectors.SearchAsync(vector, count, cancellationToken: cancellationToken))
        {
            hits.Add(new(hit.Record.Id, hit.Score ?? 0));
        }

        return hits;
    }
}
