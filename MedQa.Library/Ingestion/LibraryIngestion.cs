using System.Security.Cryptography;
using MedQa.Library.Documents;
using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using Microsoft.Extensions.AI;

namespace MedQa.Library.Ingestion;

/// <summary>
/// Brings a source's documents into an index. A file of the same length and version is not opened, one of the same SHA-256 not split;
/// a file that is gone is taken out, with its passages. Each document is one transaction, so that a run that is killed goes on where it was.
/// A broken file is named, skipped and not read again until it changes; passages of an earlier state of it are taken out. Runs of one object
/// wait for each other.
/// </summary>
public sealed class LibraryIngestion : IDisposable
{
    // So many that batches of like length can be made, few enough that progress and cancellation come soon.
    private const int EncodedTogether = 64;

    private readonly IDocumentSource _source;
    private readonly DocumentReaders _readers;
    private readonly PassageSplitter _splitter;
    private readonly IPassageIndex _index;
    private readonly IEmbeddingGenerator<string, Embedding<float>>? _encoder;
    private readonly string _recipe;
    private readonly SemaphoreSlim _one = new(1);

    /// <param name="source">Where the documents lie.</param>
    /// <param name="index">Where they go. Not owned.</param>
    /// <param name="encoder">Encodes passages for <see cref="IPassageIndex.Space"/>; null where the index has none. Not owned.</param>
    /// <param name="readers">The formats; null for the usual ones.</param>
    /// <param name="splitter">Makes passages; null for the usual size.</param>
    /// <exception cref="ArgumentException">There is an encoder without a space, or a space without an encoder.</exception>
    public LibraryIngestion(
        IDocumentSource source, IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>>? encoder, DocumentReaders? readers = null, PassageSplitter? splitter = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(index);
        if (encoder is null != index.Space is null)
        {
            throw new ArgumentException(encoder is null ? "The index has a vector space but there is no encoder for it." : "There is an encoder but the index was opened without its vector space.", nameof(encoder));
        }

        (_source, _index, _encoder) = (source, index, encoder);
        _readers = readers ?? DocumentReaders.Default;
        _splitter = splitter ?? new();
        _recipe = $"documents {DocumentReaders.Version}, passages {PassageSplitter.Version} of {_splitter.MaxWords} words, {index.Space?.Name ?? "no vectors"}";
    }

    /// <summary>Brings the index to the source's present state.</summary>
    /// <param name="progress">Told before each file, and within a large one.</param>
    /// <param name="cancellationToken">Stops; what is done stays.</param>
    /// <exception cref="IOException">The source or the index cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The source, or a part of it, must not be read.</exception>
    public async Task<IngestionReport> RunAsync(IProgress<IngestionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var files = (await _source.ListAsync(cancellationToken)).Where(f => _readers.CanRead(f.Name)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
            var known = (await _index.ListAsync(cancellationToken)).ToDictionary(d => d.Name, StringComparer.Ordinal);
            var run = new Run(files.Count, progress);
            foreach (var file in files)
            {
                run.Begin(file.Name);
                await BringAsync(file, known.GetValueOrDefault(file.Name), run, cancellationToken);
            }

            foreach (var gone in known.Keys.Except(files.Select(f => f.Name), StringComparer.Ordinal))
            {
                await _index.RemoveAsync(gone, cancellationToken);
                run.Removed++;
            }

            return run.End();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>The text that stands for a passage's meaning: its title and headings say what its sentences leave out.</summary>
    internal static string TextToEncode(string title, Passage passage) => string.Join('\n', new[] { title }.Concat(passage.Headings).Append(passage.Text).Where(t => t.Length > 0));

    private async Task BringAsync(SourceFile file, DocumentEntry? known, Run run, CancellationToken cancellationToken)
    {
        var same = known is not null && known.Recipe == _recipe && known.Length == file.Length;
        if (same && known!.Version == file.Version)
        {
            run.Keep(known);
            return;
        }

        var entry = new DocumentEntry(file.Name, Path.GetFileNameWithoutExtension(file.Name), null, file.Length, file.Version, "", _recipe);
        try
        {
            var content = await ReadAsync(file, cancellationToken);
            entry = entry with { Hash = Convert.ToHexStringLower(SHA256.HashData(content)) };
            if (same && known!.Hash == entry.Hash)
            {
                await _index.TouchAsync(file.Name, file.Version, cancellationToken);
                run.Keep(known);
                return;
            }

            var document = await Task.Run(() => _readers.Read(content, file.Name, cancellationToken), cancellationToken);
            var passages = _splitter.Split(document, cancellationToken);
            var vectors = await EncodeAsync(document.Title, passages, run, cancellationToken);
            await _index.PutAsync(entry with { Title = document.Title, Date = document.Date, Review = document.Review }, passages, vectors, cancellationToken);
            run.Put(known, passages.Count);
        }
        catch (DocumentException broken)
        {
            await _index.PutAsync(entry with { Problem = broken.Reason }, [], null, cancellationToken);
            run.Broken.Add(new(file.Name, broken.Reason));
        }
        catch (Exception unreadable) when (unreadable is UnauthorizedAccessException or SourceReadException)
        {
            // Not noted in the index: the next run tries again, and until then the earlier state stays.
            run.Broken.Add(new(file.Name, $"could not be opened or read ({(unreadable.InnerException ?? unreadable).GetType().Name})."));
        }
    }

    private async Task<byte[]> ReadAsync(SourceFile file, CancellationToken cancellationToken)
    {
        if (file.Length > _readers.Limits.MaxBytes)
        {
            throw _readers.TooLarge(file.Name, file.Length);
        }

        try
        {
            await using var stream = await _source.OpenAsync(file.Name, cancellationToken);
            using var content = new MemoryStream((int)file.Length);
            var buffer = new byte[1 << 16];
            while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                content.Write(buffer, 0, read);
                if (content.Length > _readers.Limits.MaxBytes)
                {
                    throw _readers.TooLarge(file.Name, content.Length);
                }
            }

            return content.ToArray();
        }
        catch (IOException unreadable)
        {
            throw new SourceReadException(unreadable);
        }
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<float>>?> EncodeAsync(string title, IReadOnlyList<Passage> passages, Run run, CancellationToken cancellationToken)
    {
        if (_encoder is null)
        {
            return null;
        }

        var vectors = new List<ReadOnlyMemory<float>>(passages.Count);
        foreach (var slice in passages.Chunk(EncodedTogether))
        {
            vectors.AddRange((await _encoder.GenerateAsync(slice.Select(p => TextToEncode(title, p)), cancellationToken: cancellationToken)).Select(e => e.Vector));
            run.Encoded(vectors.Count);
        }

        return vectors;
    }

    /// <summary>Tells a source's error from the index's, which ends the run.</summary>
    private sealed class SourceReadException(IOException inner) : Exception(inner.Message, inner);

    /// <summary>What one run has done so far.</summary>
    private sealed class Run(int total, IProgress<IngestionProgress>? progress)
    {
        private int _added;
        private int _updated;
        private int _unchanged;
        private int _passages;
        private int _done = -1;
        private string? _name;

        public List<BrokenDocument> Broken { get; } = [];

        public int Removed { get; set; }

        public void Begin(string? name)
        {
            (_name, _done) = (name, _done + 1);
            Encoded(0);
        }

        public void Encoded(int passages) => progress?.Report(new(_done, total, _passages + passages, _name));

        public void Keep(DocumentEntry known)
        {
            _unchanged++;
            if (known.Problem is { } problem)
            {
                Broken.Add(new(known.Name, problem));
            }
        }

        public void Put(DocumentEntry? known, int passages)
        {
            _passages += passages;
            _ = known is null ? _added++ : _updated++;
        }

        public IngestionReport End()
        {
            Begin(null);
            return new(_added, _updated, _unchanged, Removed, _passages, Broken);
        }
    }
}
