using MedQa.Model.Encoders;
using static TorchSharp.torch;

namespace MedQa.Trainer.Metrics;

/// <summary>
/// The token embeddings of texts, each different text encoded once: the encoder's hidden state at one layer, every token's vector
/// made 1 long. They are kept on the CPU, 4·E bytes a token.
/// </summary>
internal sealed class BertScoreTexts : IDisposable
{
    // Enough that a pass is worth its overhead, few enough that a pass of a large encoder on a CPU can be cancelled between batches.
    private const int BatchTokens = 4096;

    private readonly Dictionary<string, (int[] Ids, Tensor? Embedding)> _texts = new(StringComparer.Ordinal);
    private readonly EncoderCheckpoint _encoder;

    /// <summary>Encodes nothing yet.</summary>
    /// <param name="encoder">What encodes.</param>
    /// <param name="texts">All texts that will be asked for, trimmed.</param>
    public BertScoreTexts(EncoderCheckpoint encoder, IEnumerable<string> texts)
    {
        _encoder = encoder;
        foreach (var text in texts)
        {
            if (!_texts.ContainsKey(text))
            {
                _texts.Add(text, (encoder.Tokenizer.Encode(text), null));
            }
        }
    }

    /// <summary>The text's token ids, with the two special ones.</summary>
    public int[] Ids(string text) => _texts[text].Ids;

    /// <summary>The text's token embeddings, [T,E] float32 on the CPU; owned by this.</summary>
    public Tensor Embedding(string text) => _texts[text].Embedding!;

    /// <summary>Encodes all texts, those of like length together, the longest first so that what does not fit into memory shows at once.</summary>
    /// <param name="layer">The hidden state to take.</param>
    /// <param name="report">Takes progress after each batch, or null.</param>
    /// <param name="cancellationToken">Looked at before each batch and each layer.</param>
    public void Encode(int layer, Action<BertScoreProgress>? report, CancellationToken cancellationToken)
    {
        var order = _texts.OrderByDescending(t => t.Value.Ids.Length).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Key).ToArray();
        var total = _texts.Values.Sum(t => (long)t.Ids.Length);
        var done = 0L;
        for (var at = 0; at < order.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = order[at..Math.Min(order.Length, at + Math.Max(1, BatchTokens / Ids(order[at]).Length))];
            EncodeBatch(batch, layer, cancellationToken);
            at += batch.Length;
            done += batch.Sum(text => (long)Ids(text).Length);
            report?.Invoke(new(done, total));
        }
    }

    public void Dispose()
    {
        foreach (var (_, embedding) in _texts.Values)
        {
            embedding?.Dispose();
        }
    }

    private void EncodeBatch(string[] batch, int layer, CancellationToken cancellationToken)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var longest = batch.Max(text => Ids(text).Length);
        var ids = new long[batch.Length * longest];
        var real = new bool[ids.Length];
        Array.Fill(ids, _encoder.Encoder.Config.PadTokenId);
        for (var row = 0; row < batch.Length; row++)
        {
            var text = Ids(batch[row]);
            for (var i = 0; i < text.Length; i++)
            {
                (ids[(row * longest) + i], real[(row * longest) + i]) = (text[i], true);
            }
        }

        var device = _encoder.Encoder.Device;
        var mask = Array.TrueForAll(real, r => r) ? null : tensor(real).view(batch.Length, longest).to(device);
        var hidden = _encoder.Encoder.HiddenState(tensor(ids).view(batch.Length, longest).to(device), mask, layer, null, cancellationToken);
        var unit = (hidden / hidden.norm(-1, keepdim: true)).cpu();
        for (var row = 0; row < batch.Length; row++)
        {
            var text = Ids(batch[row]);
            _texts[batch[row]] = (text, unit[row].narrow(0, 0, text.Length).clone().DetachFromDisposeScope());
        }
    }
}
