using MedQa.Library.Indexing;
using MedQa.Model.Encoders;
using MedQa.Model.Native;
using Microsoft.Extensions.AI;
using static TorchSharp.torch;

namespace MedQa.Library.Retrieval;

/// <summary>
/// Meaning of texts as vectors, as sentence-transformers computes it (Reimers and Gurevych, 2019, arXiv:1908.10084): the mean of the
/// encoder's last hidden states over all tokens, the special ones included, made 1 long. The face is the ecosystem's, so that another
/// generator can stand here. Thread-safe; texts are encoded one batch at a time.
/// </summary>
public sealed class SentenceEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>What sentence-transformers' files of all-MiniLM-L6-v2 set (<c>max_seq_length</c>); of a longer text the end is not seen.</summary>
    public const int DefaultMaxTokens = 256;

    // Enough that a batch is worth its overhead, few enough that a search does not wait long behind an ingestion.
    private const int BatchTokens = 2_048;

    private readonly EncoderCheckpoint _checkpoint;
    private readonly int _maxTokens;
    private readonly SemaphoreSlim _one = new(1);

    private SentenceEncoder(EncoderCheckpoint checkpoint, int maxTokens)
    {
        _checkpoint = checkpoint;
        _maxTokens = Math.Min(maxTokens, checkpoint.Tokenizer.MaxTokens);
        Space = new($"{checkpoint.Name} {checkpoint.Hash} mean {_maxTokens}", checkpoint.Encoder.Config.HiddenSize);
    }

    /// <summary>The vectors' space; its name changes with the weights.</summary>
    public VectorSpace Space { get; }

    /// <summary>Opens an encoder on the CPU.</summary>
    /// <param name="folder">A folder in Hugging Face's layout with a BERT or RoBERTa and its tokenizer.</param>
    /// <param name="maxTokens">The most tokens of a text, the two special ones included; at most the encoder's own.</param>
    /// <param name="cancellationToken">Looked at before each weight.</param>
    /// <exception cref="FileNotFoundException">A file is missing from the folder.</exception>
    /// <exception cref="InvalidDataException">A file is broken or does not fit the others.</exception>
    public static SentenceEncoder Open(string folder, int maxTokens = DefaultMaxTokens, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 3);
        // Entering MedQa.Model first lets it find libtorch.
        _ = TorchNative.IsCudaAvailable;
        return new(EncoderCheckpoint.Open(folder, CPU, null, cancellationToken), maxTokens);
    }

    /// <summary>Encodes texts.</summary>
    /// <returns>In the texts' order, each of <see cref="VectorSpace.Dimension"/> numbers and 1 long.</returns>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        return Task.Run(() => new GeneratedEmbeddings<Embedding<float>>(Encode(texts, cancellationToken).Select(vector => new Embedding<float>(vector))), cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("medqa", null, _checkpoint.Name, Space.Dimension)
            : serviceType == typeof(VectorSpace) ? Space
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
        _checkpoint.Dispose();
        _one.Dispose();
    }

    private float[][] Encode(string[] texts, CancellationToken cancellationToken)
    {
        var ids = texts.Select(Tokens).ToArray();
        int[] order = [.. Enumerable.Range(0, texts.Length).OrderByDescending(i => ids[i].Length)];
        var vectors = new float[texts.Length][];
        for (var at = 0; at < order.Length;)
        {
            var batch = order[at..Math.Min(order.Length, at + Math.Max(1, BatchTokens / ids[order[at]].Length))];
            _one.Wait(cancellationToken);
            try
            {
                var encoded = EncodeBatch([.. batch.Select(i => ids[i])], cancellationToken);
                for (var row = 0; row < batch.Length; row++)
                {
                    vectors[batch[row]] = encoded.AsSpan(row * Space.Dimension, Space.Dimension).ToArray();
                }
            }
            finally
            {
                _one.Release();
            }

            at += batch.Length;
        }

        return vectors;
    }

    private int[] Tokens(string text)
    {
        var ids = _checkpoint.Tokenizer.Encode(text);
        return ids.Length <= _maxTokens ? ids : [.. ids[..(_maxTokens - 1)], _checkpoint.Tokenizer.EndTokenId];
    }

    /// <summary>[B,E] in one row after another.</summary>
    private float[] EncodeBatch(int[][] rows, CancellationToken cancellationToken)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var length = rows.Max(row => row.Length);
        var ids = new long[rows.Length * length];
        Array.Fill(ids, _checkpoint.Encoder.Config.PadTokenId);
        var real = new bool[ids.Length];
        foreach (var (row, i) in rows.Select((row, i) => (row, i)))
        {
            for (var t = 0; t < row.Length; t++)
            {
                (ids[(i * length) + t], real[(i * length) + t]) = (row[t], true);
            }
        }

        var mask = tensor(real).view(rows.Length, length);
        var hidden = _checkpoint.Encoder.HiddenState(tensor(ids).view(rows.Length, length), mask, _checkpoint.Encoder.LayerCount, null, cancellationToken);
        var weights = mask.unsqueeze(2).to(ScalarType.Float32);
        var mean = (hidden * weights).sum(1) / weights.sum(1);
        return [.. nn.functional.normalize(mean, p: 2, dim: 1).data<float>()];
    }
}
