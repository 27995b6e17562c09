using MedQa.Library.Passages;
using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Indexing;

/// <summary>
/// An index of passages. Thread-safe: any number of searches run beside one change, and see a document's passages all or not at all.
/// No method's exception holds a text.
/// </summary>
public interface IPassageIndex : IDisposable
{
    /// <summary>Where the vectors come from; null for an index that searches words alone.</summary>
    VectorSpace? Space { get; }

    /// <summary>
    /// Search by meaning, the best first; a score is the cosine. The type is the ecosystem's, so that a vector store's own connector can
    /// stand here. Null where <see cref="Space"/> is.
    /// </summary>
    IVectorSearchable<PassageVector>? Vectors { get; }

    /// <summary>Puts a document in the place of the one of its name, if there is one, in one transaction.</summary>
    /// <param name="document">The document.</param>
    /// <param name="passages">Its passages in order.</param>
    /// <param name="vectors">A vector for each, of any length but 0; null where they are not known.</param>
    /// <param name="cancellationToken">Cancels before the transaction ends; then nothing has changed.</param>
    /// <exception cref="ArgumentException">There is not one vector for each passage, or one does not fit <see cref="Space"/>.</exception>
    Task PutAsync(DocumentEntry document, IReadOnlyList<Passage> passages, IReadOnlyList<ReadOnlyMemory<float>>? vectors, CancellationToken cancellationToken = default);

    /// <summary>Notes that a document was seen with another version and the same content.</summary>
    Task TouchAsync(string name, string version, CancellationToken cancellationToken = default);

    /// <summary>Takes a document out, in one transaction.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> RemoveAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All documents, by name.</summary>
    Task<IReadOnlyList<DocumentEntry>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The passages that hold any of the words, the best first: by the sum of each word's BM25 score times its weight, of equal sums the lower id.</summary>
    /// <param name="words">The words. Empty finds nothing.</param>
    /// <param name="count">The most to return.</param>
    /// <param name="cancellationToken">Interrupts the search.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not above 0, or <paramref name="count"/> is below 1.</exception>
    Task<IReadOnlyList<PassageHit>> SearchWordsAsync(IReadOnlyList<WeightedWord> words, int count, CancellationToken cancellationToken = default);

    /// <summary>How many passages there are, and how many of them hold each word, stemmed as the search stems.</summary>
    /// <param name="words">Words or phrases, as <see cref="SearchWordsAsync"/> takes them.</param>
    /// <param name="cancellationToken">Interrupts the counting.</param>
    Task<WordCounts> CountWordsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken = default);

    /// <summary>Passages by their ids, in the order asked for; those that are gone are left out.</summary>
    Task<IReadOnlyList<IndexedPassage>> GetAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default);

    /// <summary>A document's passages in order; none where there is no such document.</summary>
    Task<IReadOnlyList<IndexedPassage>> GetDocumentAsync(string name, CancellationToken cancellationToken = default);
}
