using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;

namespace MedQa.Inference.Libraries;

/// <summary>A library's index and what it is searched with. Thread-safe; owns both.</summary>
internal sealed class OpenLibrary : IDisposable
{
    private OpenLibrary(SqlitePassageIndex index, SentenceEncoder? encoder)
    {
        (Index, Encoder) = (index, encoder);
        Search = new(index, encoder);
        Planner = new(Search);
    }

    /// <summary>The passages.</summary>
    public SqlitePassageIndex Index { get; }

    /// <summary>Reads questions and passages by meaning; null where only words are searched.</summary>
    public SentenceEncoder? Encoder { get; }

    /// <summary>Finds passages and says how relevant they are.</summary>
    public LibrarySearch Search { get; }

    /// <summary>Chooses what a prompt holds.</summary>
    public GroundingPlanner Planner { get; }

    /// <param name="index">The index's file; its folder is made where it is missing.</param>
    /// <param name="encoder">The encoder's folder, or null.</param>
    /// <param name="cancellationToken">Looked at while the encoder is read.</param>
    /// <exception cref="IOException">A file cannot be read or made.</exception>
    /// <exception cref="InvalidDataException">A file is broken, or of another version.</exception>
    /// <exception cref="UnauthorizedAccessException">A file must not be read or made.</exception>
    public static OpenLibrary Open(string index, string? encoder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(index)!);
        var reads = encoder is null ? null : SentenceEncoder.Open(encoder, cancellationToken: cancellationToken);
        try
        {
            return new(SqlitePassageIndex.Open(index, reads?.Space), reads);
        }
        catch
        {
            reads?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Index.Dispose();
        Encoder?.Dispose();
    }
}
