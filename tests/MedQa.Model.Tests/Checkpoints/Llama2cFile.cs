using System.Runtime.InteropServices;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Checkpoints;

/// <summary>A checkpoint of karpathy/llama2.c (the format that run.c reads) under Hugging Face's names.</summary>
/// <remarks>
/// <code>
/// i32 dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size (below 0: own output matrix), seq_len
/// f32 embedding | for all layers: attention norms | wq | wk | wv | wo | feed-forward norms | w1 (gate) | w2 (down) | w3 (up)
///     last norm | rotary cos and sin [seq_len, head/2] | output matrix, where it has its own
/// </code>
/// Rotary pairs are interleaved: row j D/2 + i of a head in split halves is row 2 i + j here.
/// </remarks>
internal sealed class Llama2cFile : ITensorSource
{
    private readonly Dictionary<string, (float[] Values, bool IsRotated)> _tensors = [];
    private readonly Dictionary<string, TensorEntry> _entries = [];
    private readonly float[] _weights;
    private int _at;

    private Llama2cFile(string path, int[] header, float[] weights)
    {
        Path = path;
        _weights = weights;
        var (dim, hidden, layers, heads, kvHeads) = (header[0], header[1], header[2], header[3], header[4]);
        Config = new MistralConfig
        {
            ModelType = "llama",
            VocabSize = Math.Abs(header[5]),
            HiddenSize = dim,
            IntermediateSize = hidden,
            NumHiddenLayers = layers,
            NumAttentionHeads = heads,
            NumKeyValueHeads = kvHeads,
            HeadDim = dim / heads,
            MaxPositionEmbeddings = header[6],
            RmsNormEps = 1e-5,
            Rope = new RopeParameters { Theta = 10_000 },
            SlidingWindow = null,
            TieWordEmbeddings = header[5] > 0,
            BosTokenId = 1,
            EosTokenIds = [1],
        };
        Take("model.embed_tokens", Config.VocabSize, dim);
        TakeLayers("input_layernorm", dim);
        TakeLayers("self_attn.q_proj", dim, dim);
        TakeLayers("self_attn.k_proj", kvHeads * Config.HeadDim, dim);
        TakeLayers("self_attn.v_proj", kvHeads * Config.HeadDim, dim);
        TakeLayers("self_attn.o_proj", dim, dim);
        TakeLayers("post_attention_layernorm", dim);
        TakeLayers("mlp.gate_proj", hidden, dim);
        TakeLayers("mlp.down_proj", dim, hidden);
        TakeLayers("mlp.up_proj", hidden, dim);
        Take("model.norm", dim);
        _at += header[6] * Config.HeadDim;
        if (!Config.TieWordEmbeddings)
        {
            Take("lm_head", Config.VocabSize, dim);
        }

        Assert.Equal(weights.Length, _at);
    }

    public string Path { get; }

    public MistralConfig Config { get; }

    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    public static Llama2cFile Open(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return new Llama2cFile(path, MemoryMarshal.Cast<byte, int>(bytes.AsSpan(0, 28)).ToArray(), MemoryMarshal.Cast<byte, float>(bytes.AsSpan(28)).ToArray());
    }

    public void ReadInto(string name, Tensor destination)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var (values, isRotated) = _tensors[name];
        var rows = tensor(values);
        if (isRotated)
        {
            rows = rows.view(-1, Config.HeadDim / 2, 2, Config.HiddenSize).transpose(1, 2);
        }

        destination.copy_(rows.reshape(destination.shape));
    }

    public void Dispose()
    {
    }

    private void TakeLayers(string name, params long[] shape)
    {
        for (var i = 0; i < Config.NumHiddenLayers; i++)
        {
            Take($"model.layers.{i}.{name}", shape);
        }
    }

    private void Take(string name, params long[] shape)
    {
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        var isRotated = name.EndsWith("q_proj", StringComparison.Ordinal) || name.EndsWith("k_proj", StringComparison.Ordinal);
        _tensors[$"{name}.weight"] = (_weights[_at..(_at + count)], isRotated);
        _entries[$"{name}.weight"] = new TensorEntry(shape, "F32", Path);
        _at += count;
    }
}
