using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedQa.Model.Tokenization;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Pretraining;

/// <summary>
/// Keeps a <see cref="TokenizedCorpus"/> in a file whose name is a hash of all that it was made from, so that a second run
/// over the same corpus starts at once.
/// </summary>
/// <remarks>
/// <code>
/// "MQTOK1\n\0" | header length i32 | header JSON (row lengths, sources) | training ids i32… | held-out ids i32… | SHA-256 of all before
/// </code>
/// Little-endian.
/// </remarks>
internal static class TokenCache
{
    private static readonly byte[] Magic = "MQTOK1\n\0"u8.ToArray();

    /// <summary>Loads the corpus from the cache, or builds it and keeps it.</summary>
    /// <param name="tokenizerHash">SHA-256 of the tokenizer's file.</param>
    /// <param name="folder">Where the cache lies.</param>
    public static TokenizedCorpus GetOrBuild(
        IReadOnlyList<(CorpusFile File, string Path)> files, ITokenizer tokenizer, string tokenizerHash, int holdOutEvery, string folder, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(folder, $"{Key(files, tokenizerHash, holdOutEvery)}.tokens");
        if (File.Exists(path) && Load(path, tokenizer.VocabularySize) is { } kept)
        {
            return kept;
        }

        var corpus = TokenizedCorpus.Build(files, tokenizer, holdOutEvery, cancellationToken);
        Directory.CreateDirectory(folder);
        Save(corpus, path);
        return corpus;
    }

    private static string Key(IReadOnlyList<(CorpusFile File, string Path)> files, string tokenizerHash, int holdOutEvery)
    {
        var text = new StringBuilder($"1|{tokenizerHash}|{holdOutEvery}");
        foreach (var (file, path) in files)
        {
            text.Append('|').Append(FileHash.Of(path)).Append('|').Append(JsonSerializer.Serialize(file with { Path = Path.GetFileName(path) }));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    private static void Save(TokenizedCorpus corpus, string path)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new CacheHeader(
            corpus.Lengths, [.. corpus.HeldOut.Select(h => new CachedSource(h.Name, h.Rows, h.Characters, h.Tokens.Length))]));
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        using (var stream = File.Create(temporary))
        {
            void Write(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                stream.Write(bytes);
            }

            Write(Magic);
            Write(BitConverter.GetBytes(header.Length));
            Write(header);
            Write(MemoryMarshal.AsBytes<int>(corpus.Tokens));
            foreach (var source in corpus.HeldOut)
            {
                Write(MemoryMarshal.AsBytes<int>(source.Tokens));
            }

            stream.Write(hash.GetHashAndReset());
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The kept corpus, or null where the file is not whole: it is then built anew.</summary>
    private static TokenizedCorpus? Load(string path, int vocabulary)
    {
        var bytes = File.ReadAllBytes(path);
        var body = bytes.AsSpan(0, Math.Max(0, bytes.Length - SHA256.HashSizeInBytes));
        if (body.Length < Magic.Length + 4 || !body.StartsWith(Magic) || !SHA256.HashData(body).AsSpan().SequenceEqual(bytes.AsSpan(body.Length)))
        {
            return null;
        }

        var headerLength = BitConverter.ToInt32(body[Magic.Length..]);
        var header = JsonSerializer.Deserialize<CacheHeader>(body.Slice(Magic.Length + 4, headerLength))!;
        var ids = MemoryMarshal.Cast<byte, int>(body[(Magic.Length + 4 + headerLength)..]);
        var total = header.Lengths.Sum();
        var held = new List<HeldOutSource>();
        var offset = total;
        foreach (var source in header.HeldOut)
        {
            held.Add(new HeldOutSource(source.Name, source.Rows, source.Characters, ids.Slice(offset, source.Tokens).ToArray()));
            offset += source.Tokens;
        }

        return offset == ids.Length && ids.IndexOfAnyExceptInRange(0, vocabulary - 1) < 0
            ? new TokenizedCorpus(ids[..total].ToArray(), header.Lengths, held)
            : null;
    }

    private sealed record CacheHeader(int[] Lengths, IReadOnlyList<CachedSource> HeldOut);

    private sealed record CachedSource(string Name, int Rows, long Characters, int Tokens);
}
