using MedQa.Library.Passages;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Indexing;

/// <summary>
/// An index in one SQLite file. Words: FTS5 with BM25 (k1 = 1.2, b = 0.75; Robertson and Zaragoza, 2009), a word in the title counting as
/// <see cref="TitleWeight"/>, one in a heading as <see cref="HeadingWeight"/>. Meaning: every vector is looked at, in 8 bits in memory and
/// in halves from the file where that cannot decide. One process at a time may change a file that it searches by meaning.
/// </summary>
public sealed class SqlitePassageIndex : IPassageIndex
{
    /// <summary>What a word in the title counts, against one in the text.</summary>
    public const double TitleWeight = 3;

    /// <summary>What a word in a heading counts, against one in the text.</summary>
    public const double HeadingWeight = 2;

    private readonly SqliteSession _session;
    private readonly WordCountCache _counts = new();
    private readonly SqliteVectorSearch? _vectors;
    private readonly long _spaceId;

    private SqlitePassageIndex(SqliteSession session, VectorSpace? space)
    {
        _session = session;
        Space = space;
        if (space is not null)
        {
            var id = 0L;
            session.Write(transaction => id = SpaceId(transaction, space), default);
            _spaceId = id;
            _vectors = new(session, space, _spaceId);
        }
    }

    public VectorSpace? Space { get; }

    public IVectorSearchable<PassageVector>? Vectors => _vectors;

    /// <summary>Opens an index, and makes it where there is none.</summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="space">Where vectors come from, or null to search words alone. Vectors of other spaces stay in the file and are not found.</param>
    /// <exception cref="InvalidDataException">The file is no index, or one of another version.</exception>
    public static SqlitePassageIndex Open(string path, VectorSpace? space = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var session = new SqliteSession(Path.GetFullPath(path));
        try
        {
            return new(session, space);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Reads the vectors into memory now; else the first search by meaning does. Without vectors there is nothing to do.</summary>
    public Task LoadVectorsAsync(CancellationToken cancellationToken = default) => Task.Run(() => _vectors?.Load(cancellationToken), cancellationToken);

    public Task PutAsync(
        DocumentEntry document, IReadOnlyList<Passage> passages, IReadOnlyList<ReadOnlyMemory<float>>? vectors, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(passages);
        Check(Space, passages, vectors);
        return Task.Run(() => Put(document, passages, vectors, cancellationToken), cancellationToken);
    }

    public Task TouchAsync(string name, string version, CancellationToken cancellationToken = default) => Task.Run(() => _session.Write(transaction =>
    {
        using var command = Command(transaction, "UPDATE documents SET version = $version WHERE name = $name", ("$version", version), ("$name", name));
        command.ExecuteNonQuery();
    }, cancellationToken), cancellationToken);

    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        ArgumentNullException.ThrowIfNull(name);
        List<long>? removed = null;
        _session.Write(transaction => removed = SqliteWriter.Remove(transaction, name), cancellationToken, () => _vectors?.Changed(removed ?? [], []));
        return removed is not null;
    }, cancellationToken);

    public Task<IReadOnlyList<DocumentEntry>> ListAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => _session.Read(SqliteReader.Documents, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PassageHit>> SearchWordsAsync(IReadOnlyList<WeightedWord> words, int count, CancellationToken cancellationToken = default)
    {
        WordSearches.Check(words, count);
        return words.Count == 0
            ? Task.FromResult<IReadOnlyList<PassageHit>>([])
            : Task.Run(() => _session.Read(connection => SqliteReader.Words(connection, words, count), cancellationToken), cancellationToken);
    }

    public Task<WordCounts> CountWordsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        return Task.Run(() => _session.Read(connection => SqliteReader.Count(connection, words, _counts), cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<IndexedPassage>> GetAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Task.Run(() => _session.Read(connection => SqliteReader.Passages(connection, ids), cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<IndexedPassage>> GetDocumentAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Task.Run(() => _session.Read(connection => SqliteReader.Passages(connection, name), cancellationToken), cancellationToken);
    }

    public void Dispose()
    {
        _vectors?.Dispose();
        _session.Dispose();
    }

    private void Put(DocumentEntry document, IReadOnlyList<Passage> passages, IReadOnlyList<ReadOnlyMemory<float>>? vectors, CancellationToken cancellationToken)
    {
        var removed = new List<long>();
        var added = new List<(long, float[])>();
        _session.Write(transaction =>
        {
            removed.AddRange(SqliteWriter.Remove(transaction, document.Name) ?? []);
            var first = SqliteWriter.Insert(transaction, document, passages, cancellationToken);
            if (vectors is not null)
            {
                added.AddRange(SqliteWriter.Insert(transaction, _spaceId, first, vectors));
            }
        }, cancellationToken, () => _vectors?.Changed(removed, added));
    }

    /// <exception cref="ArgumentException">There is not one vector for each passage, or one does not fit the space.</exception>
    internal static void Check(VectorSpace? space, IReadOnlyList<Passage> passages, IReadOnlyList<ReadOnlyMemory<float>>? vectors)
    {
        if (vectors is null)
        {
            return;
        }

        if (space is null)
        {
            throw new ArgumentException("The index was opened without a vector space and takes no vectors.", nameof(vectors));
        }

        if (vectors.Count != passages.Count)
        {
            throw new ArgumentException($"There are {vectors.Count} vectors for {passages.Count} passages.", nameof(vectors));
        }

        if (vectors.FirstOrDefault(v => v.Length != space.Dimension) is { Length: > 0 } other)
        {
            throw new ArgumentException($"A vector has {other.Length} numbers, the index's vectors have {space.Dimension}.", nameof(vectors));
        }
    }

    private static long SpaceId(SqliteTransaction transaction, VectorSpace space)
    {
        (string, object)[] values = [("$name", space.Name), ("$dimension", space.Dimension)];
        using var insert = Command(transaction, "INSERT OR IGNORE INTO spaces(name, dimension) VALUES ($name, $dimension)", values);
        insert.ExecuteNonQuery();
        using var find = Command(transaction, "SELECT id FROM spaces WHERE name = $name AND dimension = $dimension", values);
        return (long)find.ExecuteScalar()!;
    }

    internal static SqliteCommand Command(SqliteTransaction transaction, string text, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
