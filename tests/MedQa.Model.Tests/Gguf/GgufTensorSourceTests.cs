using MedQa.Model.Gguf;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Gguf;

public sealed class GgufTensorSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_LlamaFile_GivesConfigAndHuggingFacesNames()
    {
        using var source = Open(Llama());

        var config = source.Config;
        Assert.Equal(("llama", 3, 8, 12, 1, 2, 1, 4), (
            config.ModelType, config.VocabSize, config.HiddenSize, config.IntermediateSize,
            config.NumHiddenLayers, config.NumAttentionHeads, config.NumKeyValueHeads, config.HeadDim));
        Assert.Equal((64, 1e-5f, 5e5f, null, true, 1), (
            config.MaxPositionEmbeddings, (float)config.RmsNormEps, (float)config.Rope.Theta, config.SlidingWindow, config.TieWordEmbeddings, config.BosTokenId));
        Assert.Equal([2], config.EosTokenIds);
        Assert.Equal(
            ["blk.0.odd", "model.embed_tokens.weight", "model.layers.0.mlp.down_proj.weight", "model.layers.0.self_attn.k_proj.weight", "model.layers.0.self_attn.q_proj.weight", "model.layers.0.self_attn.v_proj.weight"],
            source.Entries.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>llama.cpp's converter stores row 2 i + j of a head from row j D/2 + i; reading must undo it for q and k, and for nothing else.</summary>
    [Fact]
    public void ReadInto_QueryAndKeyRows_SplitHalvesAgain()
    {
        using var scope = NewDisposeScope();
        using var source = Open(Llama());
        var (q, k, v) = (zeros(8, 8), zeros(4, 8), zeros(4, 8));

        source.ReadInto("model.layers.0.self_attn.q_proj.weight", q);
        source.ReadInto("model.layers.0.self_attn.k_proj.weight", k);
        source.ReadInto("model.layers.0.self_attn.v_proj.weight", v);

        Assert.Equal([0f, 2, 1, 3, 4, 6, 5, 7], q[TensorIndex.Colon, 7].data<float>().ToArray());
        Assert.Equal([0f, 2, 1, 3], k[TensorIndex.Colon, 0].data<float>().ToArray());
        Assert.Equal([0f, 1, 2, 3], v[TensorIndex.Colon, 0].data<float>().ToArray());
    }

    [Fact]
    public void Open_WithWindowAndOutput_IsAMistralWithItsOwnHead()
    {
        using var source = Open(Llama().Value("llama.attention.sliding_window", 16u).Tensor("output.weight", [8, 3], new float[24]));

        Assert.Equal(("mistral", 16, false), (source.Config.ModelType, source.Config.SlidingWindow, source.Config.TieWordEmbeddings));
        Assert.Contains("lm_head.weight", source.Entries.Keys);
    }

    public static TheoryData<string, object, string> Refusals => new()
    {
        { "general.architecture", "qwen2", "qwen2" },
        { "llama.rope.scaling.type", "yarn", "yarn" },
        { "llama.rope.dimension_count", 2u, "rope.dimension_count" },
        { "llama.attention.value_length", 2u, "value_length" },
        { "llama.vocab_size", 4u, "vocab_size" },
        { "llama.expert_count", 8u, "experts" },
        { "llama.block_count", 0u, "num_hidden_layers" },
        { "llama.attention.layer_norm_rms_epsilon", "x", "epsilon" },
        { "llama.embedding_length", "x", "embedding_length" },
        { "llama.context_length", 0xffffffffu, "context_length" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Open_NotSupportedOrWrong_NamesFileAndKey(string key, object value, string what)
    {
        var path = _folder.Write("m.gguf", Llama((key, value)).Build());

        var error = Assert.Throws<InvalidDataException>(() => GgufTensorSource.Open(path));

        Assert.Contains(path, error.Message);
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void Open_KeyMissing_NamesIt()
    {
        var path = _folder.Write("m.gguf", new GgufBuilder().Value("general.architecture", "llama").Build());
        Assert.Contains("llama.attention.head_count", Assert.Throws<InvalidDataException>(() => GgufTensorSource.Open(path)).Message);
    }

    [Fact]
    public void Open_RopeFactors_AreRefusedByName()
    {
        var path = _folder.Write("m.gguf", Llama().Tensor("rope_freqs.weight", [2], [1, 8]).Build());
        Assert.Contains("rope_freqs.weight", Assert.Throws<InvalidDataException>(() => GgufTensorSource.Open(path)).Message);
    }

    /// <summary>A small file; row r of q, k and v holds r everywhere.</summary>
    private static GgufBuilder Llama(params (string Key, object Value)[] changed)
    {
        var values = new Dictionary<string, object>
        {
            ["general.architecture"] = "llama",
            ["llama.block_count"] = 1u,
            ["llama.context_length"] = 64u,
            ["llama.embedding_length"] = 8u,
            ["llama.feed_forward_length"] = 12u,
            ["llama.attention.head_count"] = 2u,
            ["llama.attention.head_count_kv"] = 1u,
            ["llama.attention.layer_norm_rms_epsilon"] = 1e-5f,
            ["llama.rope.freq_base"] = 5e5f,
            ["llama.rope.dimension_count"] = 4u,
            ["tokenizer.ggml.bos_token_id"] = 1u,
            ["tokenizer.ggml.eos_token_id"] = 2u,
        };
        foreach (var (key, value) in changed)
        {
            values[key] = value;
        }

        var builder = new GgufBuilder();
        foreach (var (key, value) in values)
        {
            _ = value switch
            {
                string text => builder.Value(key, text),
                uint number => builder.Value(key, number),
                _ => builder.Value(key, (float)value),
            };
        }

        return builder
            .Tensor("token_embd.weight", [8, 3], new float[24])
            .Tensor("blk.0.attn_q.weight", [8, 8], Rows(8))
            .Tensor("blk.0.attn_k.weight", [8, 4], Rows(4))
            .Tensor("blk.0.attn_v.weight", [8, 4], Rows(4))
            .Tensor("blk.0.ffn_down.weight", [12, 8], new float[96])
            .Tensor("blk.0.odd", [2], new float[2]);
    }

    private static float[] Rows(int count) => [.. Enumerable.Range(0, count * 8).Select(i => (float)(i / 8))];

    private GgufTensorSource Open(GgufBuilder builder) => GgufTensorSource.Open(_folder.Write("m.gguf", builder.Build()));
}
