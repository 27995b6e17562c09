using System.Net;
using System.Net.Http.Headers;

namespace MedQa.Model.Hub;

/// <summary>
/// Downloads one file to its place among the blobs: goes on from the bytes that an earlier try left, takes no more than was
/// announced, and lets the file into the cache only when its hash is the listing's.
/// </summary>
internal sealed class HubDownload(
    HubClient client, HubSettings settings, HubRepository repository, string commit, HubFile file, TransferMeter meter, TimeProvider time)
{
    private const int BufferBytes = 1 << 20;

    private readonly string _what = $"{repository.Id}:{file.Name}";
    private readonly byte[] _buffer = new byte[BufferBytes];
    private EntityTagHeaderValue? _tag;
    private long _furthest;

    /// <summary>Runs it; whoever calls holds the blob's lock. Cancelled or cut, it leaves what it has for the next try.</summary>
    /// <param name="incomplete">Where the bytes go.</param>
    /// <param name="blob">Where the whole file goes.</param>
    /// <exception cref="HubException">The file is not what the listing says, or can't be had.</exception>
    public async Task RunAsync(string incomplete, string blob, CancellationToken cancellationToken)
    {
        using var hash = new BlobHash(file);
        await using (var target = new FileStream(incomplete, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1, FileOptions.Asynchronous))
        {
            var resumed = await TakeUpAsync(target, hash, cancellationToken);
            await FillAsync(target, hash, cancellationToken);
            if (hash.Current() != file.Hash && resumed)
            {
                meter.Note($"{_what}: what an earlier try left does not fit the rest; it is downloaded anew.");
                Restart(target, hash);
                await FillAsync(target, hash, cancellationToken);
            }

            target.Flush(flushToDisk: true);
        }

        if (hash.Current() != file.Hash)
        {
            File.Delete(incomplete);
            throw new HubException($"{_what}: the downloaded file has the hash {hash.Current()}, the hub lists {file.Hash}; it is thrown away. Something on the way changes files, or the repository is broken.");
        }

        File.Move(incomplete, blob, overwrite: true);
    }

    private async Task<bool> TakeUpAsync(FileStream target, BlobHash hash, CancellationToken cancellationToken)
    {
        if (target.Length > file.Size)
        {
            target.SetLength(0);
        }

        int read;
        while ((read = await target.ReadAsync(_buffer, cancellationToken)) > 0)
        {
            hash.Add(_buffer.AsSpan(0, read));
        }

        meter.Keep(target.Length);
        return target.Length > 0;
    }

    /// <summary>Receives the rest. Only bytes that no try had before count as progress: a server that cuts each answer at one place is given up.</summary>
    private async Task FillAsync(FileStream target, BlobHash hash, CancellationToken cancellationToken)
    {
        _furthest = target.Position;
        var pauses = new RetryPauses(settings, time);
        while (target.Position < file.Size)
        {
            try
            {
                await FillOnceAsync(target, hash, pauses, cancellationToken);
            }
            catch (HubUnreachableException e)
            {
                meter.Note($"{e.Message} Trying again from byte {target.Position} of {file.Size}.");
                await pauses.WaitAsync(e, settings.MaxAttempts, cancellationToken);
            }
        }
    }

    private async Task FillOnceAsync(FileStream target, BlobHash hash, RetryPauses pauses, CancellationToken cancellationToken)
    {
        using var response = await client.OpenAsync(repository, commit, file, target.Position, _tag, cancellationToken);
        if (target.Position > 0 && !GoesOn(response, target.Position))
        {
            Restart(target, hash);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return;
            }
        }
        else if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new HubException($"{_what}: the server refuses to send the file from its beginning (416).");
        }

        _tag = response.Headers.ETag;
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        int read;
        while ((read = await client.ReadAsync(content, _buffer, _what, cancellationToken)) > 0)
        {
            if (target.Position + read > file.Size)
            {
                throw new HubException($"{_what}: the server sends more than the {file.Size} bytes that the hub lists.");
            }

            hash.Add(_buffer.AsSpan(0, read));
            await target.WriteAsync(_buffer.AsMemory(0, read), cancellationToken);
            meter.Receive(read);
            if (target.Position > _furthest)
            {
                _furthest = target.Position;
                pauses.Progressed();
            }
        }

        if (target.Position < file.Size)
        {
            throw new HubUnreachableException($"{_what}: the connection ended early.");
        }
    }

    /// <summary>Whether an answer holds just the bytes that are missing, of the same content.</summary>
    private bool GoesOn(HttpResponseMessage response, long position) =>
        response.StatusCode == HttpStatusCode.PartialContent
        && response.Content.Headers.ContentRange is { } range && range.From == position && (range.Length is null || range.Length == file.Size)
        && (_tag is null || response.Headers.ETag is null || _tag.Equals(response.Headers.ETag));

    private void Restart(FileStream target, BlobHash hash)
    {
        meter.Keep(-target.Length);
        target.SetLength(0);
        target.Position = 0;
        hash.Restart();
        _tag = null;
    }
}
