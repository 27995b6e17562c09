using System.Security.Cryptography;
using System.Text;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private static readonly string BundledTokenizer = Path.Combine(Goldens.Repository, "models", "medqa-mini");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Folder_GivesModelTokenizerNameNoteAndHash()
    {
        WriteModel(Config());
        File.WriteAllText(_folder.File("README.md"), "---\nlicense: mit\n---\n\n# A model\n\nIt reads,\nand no more.\n\nSecond.\n");

        using var checkpoint = Checkpoint.Open(_folder.Path, CPU, ScalarType.Float32);

        Assert.Equal(Path.GetFileName(_folder.Path), checkpoint.Name);
        Assert.Equal("It reads, and no more.", checkpoint.Note);
        Assert.Equal(_folder.Path, checkpoint.SourcePath);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File("model.safetensors")))), checkpoint.Hash);
        Assert.Equal([2, 5], checkpoint.Model.Config.EosTokenIds);
        Assert.Equal("mistral", checkpoint.ChatTemplate.Name);
        Assert.Equal("fever", checkpoint.Tokenizer.Decode(checkpoint.Tokenizer.Encode("fever")));
    }

    [Fact]
    public void OpenToAnswer_BFloat16Checkpoint_KeepsItSoAndGivesTheSameLogits()
    {
        using var wide = Checkpoint.Open(BundledTokenizer, CPU, ScalarType.Float32);
        using var kept = Checkpoint.OpenToAnswer(BundledTokenizer, CPU, ScalarType.Float32);
        Assert.Equal((ScalarType.BFloat16, ScalarType.Float32), (kept.Model.DType, kept.Model.ComputeDType));
        Assert.Equal(wide.Hash, kept.Hash);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var ids = arange(3, 40, ScalarType.Int64).unsqueeze(0);
        var expected = wide.Model.LogitsInTorch(wide.Model.ForwardInTorch(ids, cache: null, attentionMask: null, adapter: null));
        Assert.InRange(GoldenCase.Difference(kept.Model.Logits(kept.Model.Forward(ids)), expected), 0, 2e-4);
    }

    [Fact]
    public void OpenToAnswer_FinerCheckpointOrOtherType_KeepsTheTypeAskedFor()
    {
        WriteModel(Config());
        using var fine = Checkpoint.OpenToAnswer(_folder.Path, CPU, ScalarType.Float32);
        Assert.Equal((ScalarType.Float32, ScalarType.Float32), (fine.Model.DType, fine.Model.ComputeDType));
        using var narrow = Checkpoint.OpenToAnswer(BundledTokenizer, CPU, ScalarType.BFloat16);
        Assert.Equal((ScalarType.BFloat16, ScalarType.BFloat16), (narrow.Model.DType, narrow.Model.ComputeDType));
        using var quantized = Checkpoint.OpenToAnswer(BundledTokenizer, CPU, ScalarType.Float32, QuantizationKind.Nf4);
        Assert.Equal(ScalarType.Float32, quantized.Model.DType);
    }

    [Fact]
    public void Open_ShardedFolder_HashIsThatOfSha256sumsLines()
    {
        WriteModel(Config(), maxShardBytes: 50_000);
        var shards = Directory.GetFiles(_folder.Path, "model-*.safetensors").Order(StringComparer.Ordinal).ToList();
        Assert.InRange(shards.Count, 2, 100);
        var lines = shards.Select(s => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(s)))}  {Path.GetFileName(s)}\n");

        using var checkpoint = Checkpoint.Open(_folder.Path, CPU, ScalarType.Float32);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines)))), checkpoint.Hash);
    }

    [Fact]
    public void Open_VocabularySmallerThanTheTokenizers_SaysBothSizes()
    {
        WriteModel(Config() with { VocabSize = 100 });

        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Open(_folder.Path, CPU, ScalarType.Float32));

        Assert.Contains(_folder.Path, error.Message);
        Assert.Contains("only 100", error.Message);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    [InlineData("tokenizer.model")]
    public void Open_FileMissing_NamesIt(string name)
    {
        WriteModel(Config());
        File.Delete(_folder.File(name));

        var error = Assert.ThrowsAny<Exception>(() => Checkpoint.Open(_folder.Path, CPU, ScalarType.Float32));

        Assert.True(error is FileNotFoundException or InvalidDataException, error.ToString());
        Assert.Contains(name, error.Message);
        Assert.Contains(_folder.Path, error.Message);
    }

    [Fact]
    public void Open_Nothing_ThrowsFileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(_folder.File("none"), CPU, ScalarType.Float32));

    [Fact]
    public void Open_FileThatIsNoGguf_SaysSo() =>
        Assert.Contains("no GGUF", Assert.Throws<InvalidDataException>(() => Checkpoint.Open(_folder.Write("m.gguf", new byte[64]), CPU, ScalarType.Float32)).Message);

    [Fact]
    public void Open_Cancelled_Throws()
    {
        WriteModel(Config());
        Assert.ThrowsAny<OperationCanceledException>(() => Checkpoint.Open(_folder.Path, CPU, ScalarType.Float32, new CancellationToken(canceled: true)));
    }

    [SkippableFact]
    public void Open_RealGguf_GivesAllThatItCarries()
    {
        var path = Goldens.RequireModel("smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf");

        using var checkpoint = Checkpoint.Open(path, CPU, ScalarType.Float32);

        Assert.Equal("Smollm2 135M 8k Lc100K Mix1 Ep2", checkpoint.Name);
        Assert.Equal("chatml", checkpoint.ChatTemplate.Name);
        Assert.Equal(134_515_008, checkpoint.Model.ParameterCount);
        Assert.Equal(64, checkpoint.Hash.Length);
    }

    private static MistralConfig Config() => TinyModel.Config with { VocabSize = 8192, EosTokenIds = [2] };

    private void WriteModel(MistralConfig config, long maxShardBytes = long.MaxValue)
    {
        using var model = MistralForCausalLM.Create(config, CPU, ScalarType.Float32);
        model.InitializeWeights(1);
        ShardedSafetensorsWriter.Save(_folder.Path, model.Weights, null, maxShardBytes);
        MistralConfigWriter.Write(config, ScalarType.Float32, _folder.File("config.json"));
        File.WriteAllText(_folder.File("generation_config.json"), """{"eos_token_id":[2,5]}""");
        foreach (var name in (string[])["tokenizer.model", "tokenizer_config.json"])
        {
            File.Copy(Path.Combine(BundledTokenizer, name), _folder.File(name));
        }
    }
}
