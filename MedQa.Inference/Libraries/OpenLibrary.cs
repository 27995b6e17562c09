using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using MedQa.Library.Postgres;
using MedQa.Library.Retrieval;

namespace MedQa.Inference.Libraries;

/// <summary>A library's index and what it is searched with. Thread-safe; owns both.</summary>
internal sealed class OpenLibrary : IDisposable
{
    private OpenLibrary(IPassageIndex index, SentenceEncoder? encoder)
    {
        (Index, Encoder) = (index, encoder);
        Search = new(index, encoder);
        Planner = new(Search);
    }

    /// <summary>The passages.</summary>
    public IPassageIndex Index { get; }

    /// <summary>Reads questions and passages by meaning; null where only words are searched.</summary>
    public SentenceEncoder? Encoder { get; }

    /// <summary>Finds passages and says how relevant they are.</summary>
    public LibrarySearch Search { get; }

    /// <summary>Chooses what a prompt holds.</summary>
    public GroundingPlanner Planner { get; }

    /// <param name="index">The index's file, whose folder is made where it is missing, or the connection string of a PostgreSQL database.</param>
    /// <param name="encoder">The encoder's folder, or null.</param>
    /// <param name="cancellationToken">Looked at while the encoder is read and a server answers.</param>
    /// <exception cref="IOException">A file cannot be read or made, or a server cannot be reached.</exception>
    /// <exception cref="InvalidDataException">A file or a database is broken, of another version, or cannot hold vectors.</exception>
    /// <exception cref="UnauthorizedAccessException">A file must not be read or made.</exception>
    public static async Task<OpenLibrary> OpenAsync(string index, string? encoder, CancellationToken cancellationToken)
    {
        var reads = encoder is null ? null : SentenceEncoder.Open(encoder, cancellationToken: cancellationToken);
        try
        {
            return new(await OpenIndexAsync(index, reads?.Space, cancellationToken), reads);
        }
        catch
        {
            reads?.Dispose();
            throw;
        }
    }

    /// <summary>Reads into memory now what the first search by meaning would read.</summary>
    public Task LoadVectorsAsync(CancellationToken cancellationToken) =>
        Index is SqlitePassageIndex file ? file.LoadVectorsAsync(cancellationToken) : Task.CompletedTask;

    public void Dispose()
    {
        Index.Dispose();
        Encoder?.Dispose();
    }

    private static async Task<IPassageIndex> OpenIndexAsync(string index, VectorSpace? space, CancellationToken cancellationToken)
    {
        if (PostgresPassageIndex.IsConnectionString(index))
        {
            return await PostgresPassageIndex.OpenAsync(new(index), space, cancellationToken);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(index)!);
        return SqlitePassageIndex.Open(index, space);
    }
}
