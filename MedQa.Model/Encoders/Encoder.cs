using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Encoders;

/// <summary>
/// A BERT or RoBERTa encoder in float32, to compute hidden states with. Its gradients are not kept. One thread at a time.
/// B texts, T tokens, E hidden.
/// </summary>
public sealed class Encoder : IDisposable
{
    private readonly Dictionary<string, Tensor> _weights;
    private readonly EncoderLayer[] _layers;

    /// <param name="config">The shape.</param>
    /// <param name="weights">By the names of <see cref="EncoderWeights"/>, float32 on one device; owned by this.</param>
    /// <param name="layers">How many layers the weights hold.</param>
    internal Encoder(EncoderConfig config, Dictionary<string, Tensor> weights, int layers)
    {
        Config = config;
        _weights = weights;
        _layers = [.. Enumerable.Range(0, layers).Select(i => new EncoderLayer(config, weights, i))];
    }

    /// <summary>The shape.</summary>
    public EncoderConfig Config { get; }

    /// <summary>How many layers were loaded; the deepest hidden state that can be had.</summary>
    public int LayerCount => _layers.Length;

    /// <summary>Where the weights are.</summary>
    public Device Device => _weights.Values.First().device;

    /// <summary>Computes a hidden state.</summary>
    /// <param name="ids">[B,T] int64; shorter texts are filled up at their end with <see cref="EncoderConfig.PadTokenId"/>.</param>
    /// <param name="mask">[B,T] bool, true where a token is no padding; null where there is none. Padding changes no real token beyond rounding.</param>
    /// <param name="layer">0 for the embeddings, i for what the i-th layer gives.</param>
    /// <param name="types">[B,T] int64, token types; null where all are 0.</param>
    /// <param name="cancellationToken">Looked at before each layer.</param>
    /// <returns>[B,T,E] float32.</returns>
    /// <exception cref="ArgumentException">There is no such layer, or a text is longer than the positions.</exception>
    public Tensor HiddenState(Tensor ids, Tensor? mask, int layer, Tensor? types = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (layer < 0 || layer > LayerCount)
        {
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The hidden states 0 to {LayerCount} can be had.");
        }

        if (ids.dim() != 2 || ids.size(1) > Config.MaxTokens)
        {
            throw new ArgumentException($"Ids must be [texts, tokens] with at most {Config.MaxTokens} tokens, but are [{string.Join(", ", ids.shape)}].", nameof(ids));
        }

        using var none = no_grad();
        using var scope = NewDisposeScope();
        var wide = mask?.unsqueeze(1).unsqueeze(1);
        var x = Embed(ids, types);
        for (var i = 0; i < layer; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = _layers[i].Forward(x, wide);
            x.Dispose();
            x = next;
        }

        return x.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var weight in _weights.Values)
        {
            weight.Dispose();
        }
    }

    /// <summary>LN(word + position + type), [B,T,E].</summary>
    private Tensor Embed(Tensor ids, Tensor? types)
    {
        using var scope = NewDisposeScope();
        var words = Rows("word_embeddings", ids);
        var positions = Rows("position_embeddings", Positions(ids));
        var kinds = types is null ? _weights["embeddings.token_type_embeddings.weight"][0] : Rows("token_type_embeddings", types);
        return F.layer_norm(
            words + kinds + positions,
            [Config.HiddenSize],
            _weights["embeddings.LayerNorm.weight"],
            _weights["embeddings.LayerNorm.bias"],
            Config.LayerNormEps).MoveToOuterDisposeScope();
    }

    /// <summary>BERT counts from 0. RoBERTa counts tokens that are no padding, from the padding's id + 1; padding has the padding's id.</summary>
    private Tensor Positions(Tensor ids)
    {
        if (!Config.IsRoberta)
        {
            return arange(ids.size(1), dtype: ScalarType.Int64, device: ids.device).expand_as(ids);
        }

        var real = ids.ne(Config.PadTokenId).to(ScalarType.Int64);
        return (real.cumsum(1) * real) + Config.PadTokenId;
    }

    /// <summary>[V,E] at [B,T] gives [B,T,E].</summary>
    private Tensor Rows(string table, Tensor ids) =>
        _weights[$"embeddings.{table}.weight"].index_select(0, ids.reshape(-1)).view(ids.size(0), ids.size(1), Config.HiddenSize);
}
