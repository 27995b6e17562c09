using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Tests.Grounding;

/// <summary>Cancels once its passages are given, when a search has only to put them in order.</summary>
internal sealed class CancellingIndex(IPassageIndex index, CancellationTokenSource source) : IPassageIndex
{
    public VectorSpace? Space => index.Space;

    public IVectorSearchable<PassageVector>? Vectors => index.Vectors;

    public Task PutAsync(DocumentEntry document, IReadOnlyList<Passage> passages, IReadOnlyList<ReadOnlyMemory<float>>? vectors, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task TouchAsync(string name, string version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<DocumentEntry>> ListAsync(CancellationToken cancellationToken) => index.ListAsync(cancellationToken);

    public Task<IReadOnlyList<PassageHit>> SearchWordsAsync(IReadOnlyList<WeightedWord> words, int count, CancellationToken cancellationToken) => index.SearchWordsAsync(words, count, cancellationToken);

    public Task<WordCounts> CountWordsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) => index.CountWordsAsync(words, cancellationToken);

    public async Task<IReadOnlyList<IndexedPassage>> GetAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var passages = await index.GetAsync(ids, cancellationToken);
        await source.CancelAsync();
        return passages;
    }

    public Task<IReadOnlyList<IndexedPassage>> GetDocumentAsync(string name, CancellationToken cancellationToken) => index.GetDocumentAsync(name, cancellationToken);

    public void Dispose()
    {
    }
}
