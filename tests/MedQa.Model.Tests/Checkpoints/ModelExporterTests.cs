using System.Text.Json.Nodes;
using MedQa.Model.Checkpoints;
using MedQa.Model.Gguf;
using MedQa.Model.Mistral;
using MedQa.Model.Tests.Gguf;
using MedQa.Model.Tests.Mistral;
using MedQa.Model.Tokenization;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Checkpoints;

public sealed class ModelExporterTests : IDisposable
{
    private static readonly string BundledTokenizer = Path.Combine(Goldens.Repository, "models", "medqa-mini");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32, long.MaxValue)]
    [InlineData(ScalarType.BFloat16, 20_000)]
    [InlineData(ScalarType.Float16, 20_000)]
    public void Save_ThenOpen_GivesTheModelRoundedToTheType(ScalarType dtype, long maxShardBytes)
    {
        using var scope = NewDisposeScope();
        using var model = Model();

        ModelExporter.Save(model, _folder.Path, dtype, BundledTokenizer, maxShardBytes);

        using var checkpoint = Checkpoint.Open(_folder.Path, CPU, ScalarType.Float32);
        Assert.Equal(model.Weights.Keys, checkpoint.Model.Weights.Keys);
        Assert.All(model.Weights, w => Assert.True(checkpoint.Model.Weights[w.Key].equal(w.Value.to(dtype).to(ScalarType.Float32)).all().item<bool>(), w.Key));
        Assert.Equal(model.Config.EosTokenIds, checkpoint.Model.Config.EosTokenIds);
        Assert.Equal(model.Config, checkpoint.Model.Config with { EosTokenIds = model.Config.EosTokenIds });
        Assert.Equal(maxShardBytes == long.MaxValue, File.Exists(_folder.File("model.safetensors")));
    }

    [Fact]
    public void Save_WithAGgufsTokenizer_OpensWithTheSameIds()
    {
        using var model = Model();
        var original = SentencePieceTokenizer.ReadModel(Path.Combine(BundledTokenizer, "tokenizer.model"));
        var gguf = _folder.Write("m.gguf", SentencePieceGguf(original).Build());

        ModelExporter.Save(model, _folder.File("out"), ScalarType.BFloat16, gguf);

        using var checkpoint = Checkpoint.Open(_folder.File("out"), CPU, ScalarType.Float32);
        Assert.Equal(TokenizerFiles.FromFolder(BundledTokenizer).Tokenizer.Encode("Is it anaemia?"), checkpoint.Tokenizer.Encode("Is it anaemia?"));
    }

    [Fact]
    public void Save_WithoutTokenizer_SaysWhereItWasLookedFor()
    {
        using var model = Model();
        var empty = Directory.CreateDirectory(_folder.File("empty")).FullName;

        Assert.Contains(empty, Assert.Throws<FileNotFoundException>(() => ModelExporter.Save(model, _folder.File("out"), ScalarType.Float32, empty)).Message);
    }

    /// <summary>The reference is SmolLM2's own tokenizer.json, which the tokenizers library wrote.</summary>
    [SkippableFact]
    public void WriteTokenizer_RealByteLevelGguf_IsTheOriginalTokenizerJson()
    {
        var original = JsonNode.Parse(File.ReadAllText(Goldens.RequireModel("smollm2-135m-instruct/tokenizer.json")))!;
        using var gguf = GgufFile.Open(Goldens.RequireModel("smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"));

        GgufTokenizerExport.Write(gguf, _folder.Path);

        var written = JsonNode.Parse(File.ReadAllText(_folder.File("tokenizer.json")))!;
        Assert.Equal(Texts(original["model"]!["merges"]!), Texts(written["model"]!["merges"]!));
        Assert.Equal(Ids(original), Ids(written));
        foreach (var part in (string[])["added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder"])
        {
            Assert.True(JsonNode.DeepEquals(original[part], written[part]), $"{part}: {written[part]?.ToJsonString()}");
        }

        var (tokenizer, template) = TokenizerFiles.FromFolder(_folder.Path);
        Assert.Equal("chatml", template!.Name);
        Assert.Equal(tokenizer.FindControl("<|im_end|>"), tokenizer.EosTokenId);
        Assert.Equal(TokenizerFiles.FromGguf(gguf.Metadata).Tokenizer.Encode("Is anaemia 12 or 13 g/dl?\n"), tokenizer.Encode("Is anaemia 12 or 13 g/dl?\n"));
    }

    [Fact]
    public void WriteTokenizer_SentencePieceGguf_EncodesAsTheOriginalModel()
    {
        var original = SentencePieceTokenizer.ReadModel(Path.Combine(BundledTokenizer, "tokenizer.model"));
        using var gguf = GgufFile.Open(_folder.Write("m.gguf", SentencePieceGguf(original).Build()));

        GgufTokenizerExport.Write(gguf, _folder.Path);

        var written = SentencePieceTokenizer.ReadModel(_folder.File("tokenizer.model"));
        Assert.Equal(original.Pieces, written.Pieces);
        Assert.Equal((original.AddDummyPrefix, original.BosId, original.EosId), (written.AddDummyPrefix, written.BosId, written.EosId));
        var (tokenizer, _) = TokenizerFiles.FromFolder(_folder.Path);
        Assert.Equal(new SentencePieceTokenizer(original).Encode("Fièvre ≥ 38 °C\n  twice"), tokenizer.Encode("Fièvre ≥ 38 °C\n  twice"));
    }

    private static GgufBuilder SentencePieceGguf(SentencePieceModel model) => new GgufBuilder()
        .Value("tokenizer.ggml.model", "llama")
        .Value("tokenizer.ggml.bos_token_id", (uint)model.BosId!.Value)
        .Value("tokenizer.ggml.eos_token_id", (uint)model.EosId)
        .Value("tokenizer.ggml.add_space_prefix", 7, w => w.Write(model.AddDummyPrefix))
        .Value("tokenizer.ggml.tokens", 9, w => WriteArray(w, 8, model.Pieces, p => GgufBuilder.WriteText(w, p.Text)))
        .Value("tokenizer.ggml.scores", 9, w => WriteArray(w, 6, model.Pieces, p => w.Write(p.Score)))
        .Value("tokenizer.ggml.token_type", 9, w => WriteArray(w, 5, model.Pieces, p => w.Write((int)p.Type)));

    private static void WriteArray(BinaryWriter writer, uint type, IReadOnlyList<SentencePiece> pieces, Action<SentencePiece> write)
    {
        writer.Write(type);
        writer.Write((ulong)pieces.Count);
        foreach (var piece in pieces)
        {
            write(piece);
        }
    }

    private static List<string> Texts(JsonNode merges) => [.. merges.AsArray().Select(m => m!.ToJsonString())];

    private static SortedDictionary<string, int> Ids(JsonNode tokenizer) =>
        new(tokenizer["model"]!["vocab"]!.AsObject().ToDictionary(v => v.Key, v => (int)v.Value!), StringComparer.Ordinal);

    private static MistralForCausalLM Model()
    {
        var model = MistralForCausalLM.Create(TinyModel.Config with { VocabSize = 8192, EosTokenIds = [2] }, CPU, ScalarType.Float32);
        model.InitializeWeights(1);
        return model;
    }
}
