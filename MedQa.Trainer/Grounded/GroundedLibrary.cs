using System.Security.Cryptography;
using System.Text;
using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using MedQa.Library.Ingestion;
using MedQa.Library.Retrieval;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Grounded;

/// <summary>A library to ask: an index that is there, or a folder of documents in a temporary one, which goes with this object.</summary>
internal sealed class GroundedLibrary : IDisposable
{
    private readonly SqlitePassageIndex _index;
    private readonly DirectoryInfo? _temporary;

    private GroundedLibrary(SqlitePassageIndex index, SentenceEncoder? encoder, RelevanceModel? relevance, DirectoryInfo? temporary)
    {
        (_index, _temporary) = (index, temporary);
        Search = new(index, encoder, relevance);
        Planner = new(Search);
    }

    /// <summary>Searches it.</summary>
    public LibrarySearch Search { get; }

    /// <summary>Prepares answers from it.</summary>
    public GroundingPlanner Planner { get; }

    /// <summary>How many documents it holds.</summary>
    public int Documents { get; private set; }

    /// <summary>SHA-256 over its documents' names and hashes, lower-case hex.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Opens a library.</summary>
    /// <param name="path">An index's file, or a folder of documents.</param>
    /// <param name="encoder">Searches by meaning too; null for words alone. Not owned.</param>
    /// <param name="relevance">The weights of relevance; null for those that come with the library.</param>
    /// <param name="report">Takes progress.</param>
    /// <param name="warn">Takes a line for each document that can't be read.</param>
    /// <param name="cancellationToken">Looked at within each document.</param>
    /// <exception cref="IOException">There is no such file or folder, or it can't be read.</exception>
    /// <exception cref="InvalidDataException">The file is no index, or there is no document.</exception>
    public static async Task<GroundedLibrary> OpenAsync(
        string path, SentenceEncoder? encoder, RelevanceModel? relevance, Action<EvaluationProgress>? report, Action<string> warn, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
        {
            throw new DataFileException($"{path}: there is no such folder of documents and no such index.");
        }

        var temporary = isFolder ? Directory.CreateTempSubdirectory("medqa-library-") : null;
        GroundedLibrary? library = null;
        try
        {
            library = new(SqlitePassageIndex.Open(temporary is null ? path : Path.Combine(temporary.FullName, "index.db"), encoder?.Space), encoder, relevance, temporary);
            if (isFolder)
            {
                await library.IngestAsync(path, encoder, report, warn, cancellationToken);
            }

            await library.CountAsync(path, cancellationToken);
            return library;
        }
        catch
        {
            library?.Dispose();
            if (library is null)
            {
                temporary?.Delete(recursive: true);
            }

            throw;
        }
    }

    public void Dispose()
    {
        _index.Dispose();
        _temporary?.Delete(recursive: true);
    }

    private async Task IngestAsync(string folder, SentenceEncoder? encoder, Action<EvaluationProgress>? report, Action<string> warn, CancellationToken cancellationToken)
    {
        using var ingestion = new LibraryIngestion(new FolderSource(folder), _index, encoder);
        var progress = report is null ? null : new Lines(report);
        foreach (var broken in (await ingestion.RunAsync(progress, cancellationToken)).Broken)
        {
            warn($"{broken.Name} was left out: {broken.Reason}");
        }
    }

    private async Task CountAsync(string path, CancellationToken cancellationToken)
    {
        var documents = (await _index.ListAsync(cancellationToken)).Where(d => d.Problem is null).ToList();
        if (documents.Count == 0)
        {
            throw new InvalidDataException($"{path} holds no document that can be read.");
        }

        Documents = documents.Count;
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
            documents.OrderBy(d => d.Name, StringComparer.Ordinal).Select(d => $"{d.Name}\n{d.Hash}\n")))));
    }

    private sealed class Lines(Action<EvaluationProgress> report) : IProgress<IngestionProgress>
    {
        public void Report(IngestionProgress value)
        {
            if (value.FilesTotal > 0)
            {
                report(new("Reading the library", value.FilesDone, value.FilesTotal));
            }
        }
    }
}
