using System.Data.Common;
using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Postgres;

/// <summary>
/// An index in a schema of a PostgreSQL database, 13 or later. Words: BM25 with the weights of <see cref="SqlitePassageIndex"/>, over the same
/// stems, so that both rank alike. Meaning: pgvector, where the server has it. Any number of processes may search and change one index.
/// Faults of the server or of the way to it are <see cref="IOException"/>s with PostgreSQL's code and without its message.
/// </summary>
public sealed class PostgresPassageIndex : IPassageIndex
{
    private readonly PostgresSession _session;
    private readonly PostgresWriter _writer;
    private readonly PostgresReader _reader;
    private readonly PostgresWordSearch _words;
    private readonly int _spaceId;

    private PostgresPassageIndex(PostgresSession session, VectorSpace? space, int spaceId, bool hnsw)
    {
        (_session, Space, _spaceId) = (session, space, spaceId);
        (_writer, _reader, _words) = (new(session.Schema), new(session.Schema), new(session.Schema));
        Vectors = space is null ? null : new PostgresVectorSearch(session, space, spaceId, hnsw);
    }

    public VectorSpace? Space { get; }

    public IVectorSearchable<PassageVector>? Vectors { get; }

    /// <summary>Whether a text is a connection string with a host, and so no file's path.</summary>
    public static bool IsConnectionString(string text)
    {
        try
        {
            var settings = new DbConnectionStringBuilder { ConnectionString = text };
            return settings.ContainsKey("Host") || settings.ContainsKey("Server");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Looks at a connection string and a schema's name without going to the server.</summary>
    /// <exception cref="ArgumentException">One cannot be used.</exception>
    public static void Check(PostgresIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        new PostgresSession(options).Dispose();
    }

    /// <summary>Opens an index, and makes it where there is none.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="space">Where vectors come from, or null to search words alone. Vectors of other spaces stay in the database and are not found.</param>
    /// <param name="cancellationToken">Cancels the opening; then nothing was made.</param>
    /// <exception cref="ArgumentException">The connection string or the schema's name cannot be used.</exception>
    /// <exception cref="InvalidDataException">The schema holds something else or a later version, or vectors are wanted and the server has no pgvector.</exception>
    /// <exception cref="IOException">The server cannot be reached, or refuses.</exception>
    public static async Task<PostgresPassageIndex> OpenAsync(PostgresIndexOptions options, VectorSpace? space = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new PostgresSession(options);
        try
        {
            return new(session, space, await PostgresSchema.EnsureAsync(session, options, space, cancellationToken), options.Hnsw);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public async Task PutAsync(
        DocumentEntry document, IReadOnlyList<Passage> passages, IReadOnlyList<ReadOnlyMemory<float>>? vectors, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(passages);
        SqlitePassageIndex.Check(Space, passages, vectors);
        var units = vectors?.Select(vector => StoredText.OfVector(vector.Span, "A vector", nameof(vectors))).ToArray();
        var entry = document with
        {
            Name = StoredText.Of(document.Name),
            Title = StoredText.Of(document.Title),
            Version = StoredText.Of(document.Version),
            Hash = StoredText.Of(document.Hash),
            Recipe = StoredText.Of(document.Recipe),
            Problem = document.Problem is { } problem ? StoredText.Of(problem) : null,
            Review = document.Review is { } review ? StoredText.Of(review) : null,
        };
        var (read, postings) = await Task.Run(() => Words(entry.Title, passages, cancellationToken), cancellationToken);
        await _session.WriteAsync(
            entry.Name, connection => _writer.PutAsync(connection, entry, read, postings, _spaceId, units, cancellationToken), cancellationToken);
    }

    public Task TouchAsync(string name, string version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(version);
        return _session.WriteAsync(StoredText.Of(name), async connection =>
        {
            await using var command = PostgresSession.Command(
                connection, $"UPDATE {_session.Schema}.documents SET version = @version WHERE name = @name", ("version", StoredText.Of(version)), ("name", StoredText.Of(name)));
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);
    }

    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var stored = StoredText.Of(name);
        return _session.WriteAsync(stored, connection => _writer.RemoveAsync(connection, stored, cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<DocumentEntry>> ListAsync(CancellationToken cancellationToken = default) =>
        _session.ReadAsync(connection => _reader.DocumentsAsync(connection, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<PassageHit>> SearchWordsAsync(IReadOnlyList<WeightedWord> words, int count, CancellationToken cancellationToken = default)
    {
        WordSearches.Check(words, count);
        var terms = await Task.Run(() => StemmedWords.Of([.. words.Select(word => word.Text)], cancellationToken), cancellationToken);
        double[] factors = [.. words.Select(word => word.Weight)];
        return terms.Count == 0 ? [] : await _session.ReadAsync(connection => _words.SearchAsync(connection, terms, factors, count, cancellationToken), cancellationToken);
    }

    public async Task<WordCounts> CountWordsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        var terms = await Task.Run(() => StemmedWords.Of(words, cancellationToken), cancellationToken);
        return await _session.ReadAsync(connection => _words.CountAsync(connection, terms, words.Count, cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<IndexedPassage>> GetAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _session.ReadAsync(connection => _reader.PassagesAsync(connection, ids, cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<IndexedPassage>> GetDocumentAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _session.ReadAsync(connection => _reader.PassagesAsync(connection, StoredText.Of(name), cancellationToken), cancellationToken);
    }

    public void Dispose() => _session.Dispose();

    private static (Passage[] Passages, List<WordPosting> Postings) Words(string title, IReadOnlyList<Passage> passages, CancellationToken cancellationToken)
    {
        var read = new Passage[passages.Count];
        for (var i = 0; i < read.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            read[i] = passages[i];
        }

        return (read, StemmedWords.Of([.. read.Select(p => (title, StoredText.Of(string.Join('\n', p.Headings)), StoredText.Of(p.Text)))], cancellationToken));
    }
}
