using static TorchSharp.torch;

namespace MedQa.Model.Tests.Encoders;

public class EncoderCheckpointTests
{
    /// <summary>Prefix, heads, pooler and buffers as the hub's roberta-large has them, and layer norms as its bert-base-uncased.</summary>
    [Theory]
    [InlineData("roberta.", "lm_head.dense.weight")]
    [InlineData("bert.", "cls.predictions.transform.LayerNorm.gamma")]
    public void Open_AsTheHubsFilesAre_GivesTheSameHiddenStates(string prefix, string head)
    {
        using var plain = EncoderFolder.Roberta();
        using var hub = EncoderFolder.Roberta();
        hub.Rename(name => prefix + name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal).Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal))
            .Add($"{prefix}embeddings.position_ids", arange(130).unsqueeze(0)).Add($"{prefix}pooler.dense.weight", zeros(48, 48)).Add(head, zeros(48));
        using var expected = plain.Open();
        using var actual = hub.Open();
        using var scope = NewDisposeScope();
        var ids = tensor(new long[] { 0, 50, 60, 70, 2 }).unsqueeze(0);
        Assert.Equal(0, GoldenCase.Difference(actual.Encoder.HiddenState(ids, null, 3), expected.Encoder.HiddenState(ids, null, 3)));
    }

    [Fact]
    public void Open_TensorsThatDoNotFit_NamesThemAll()
    {
        using var folder = EncoderFolder.Roberta();
        folder.Remove("encoder.layer.1.attention.self.key.bias")
            .Add("encoder.layer.3.output.dense.bias", zeros(48)).Add("encoder.extra", zeros(1))
            .Weight("encoder.layer.2.intermediate.dense.weight", w => w.t())
            .Weight("embeddings.LayerNorm.bias", w => w.to(ScalarType.Int32));

        var message = Assert.Throws<InvalidDataException>(() => folder.Open()).Message;

        Assert.Contains("1 missing: encoder.layer.1.attention.self.key.bias.", message, StringComparison.Ordinal);
        Assert.Contains("2 unexpected: encoder.extra (model.safetensors), encoder.layer.3.output.dense.bias (model.safetensors).", message, StringComparison.Ordinal);
        Assert.Contains("encoder.layer.2.intermediate.dense.weight is [48, 96], expected [96, 48]", message, StringComparison.Ordinal);
        Assert.Contains("embeddings.LayerNorm.bias is I32", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TwoTensorsForOneWeight_NamesBoth()
    {
        using var folder = EncoderFolder.Roberta();
        folder.Add("embeddings.LayerNorm.gamma", zeros(48));
        var message = Assert.Throws<InvalidDataException>(() => folder.Open()).Message;
        Assert.Contains("embeddings.LayerNorm.gamma", message, StringComparison.Ordinal);
        Assert.Contains("embeddings.LayerNorm.weight", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FirstLayersOnly_GivesTheSameHiddenState()
    {
        using var folder = EncoderFolder.Roberta();
        using var whole = folder.Open();
        using var part = folder.Open(layers: 2);
        using var scope = NewDisposeScope();
        var ids = tensor(new long[] { 0, 50, 60, 2 }).unsqueeze(0);
        Assert.Equal(2, part.Encoder.LayerCount);
        Assert.Equal(whole.Hash, part.Hash);
        Assert.Equal(0, GoldenCase.Difference(part.Encoder.HiddenState(ids, null, 2), whole.Encoder.HiddenState(ids, null, 2)));
    }

    [Fact]
    public void Open_MoreLayersThanThereAre_SaysHowMany()
    {
        using var folder = EncoderFolder.Roberta();
        Assert.Contains("has 3 layers", Assert.Throws<ArgumentOutOfRangeException>(() => folder.Open(layers: 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TokenizerWithMoreIdsThanTheEncoder_IsRefused()
    {
        using var folder = EncoderFolder.Roberta();
        folder.Config("vocab_size", 700).Weight("embeddings.word_embeddings.weight", w => w.narrow(0, 0, 700).contiguous());
        Assert.Contains("900 ids, but the encoder only 700", Assert.Throws<InvalidDataException>(() => folder.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWithoutATokenizer_SaysWhatIsMissing()
    {
        using var folder = EncoderFolder.Bert();
        File.Delete(Path.Combine(folder.Location, "tokenizer.json"));
        File.Delete(Path.Combine(folder.Location, "vocab.txt"));
        Assert.Contains("neither tokenizer.json nor vocab.txt", Assert.Throws<FileNotFoundException>(() => folder.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_VocabularyTextWithoutSettings_AsksForThem()
    {
        using var folder = EncoderFolder.Bert();
        File.Delete(Path.Combine(folder.Location, "tokenizer.json"));
        File.Delete(Path.Combine(folder.Location, "tokenizer_config.json"));
        Assert.Contains("do_lower_case", Assert.Throws<InvalidDataException>(() => folder.Open()).Message, StringComparison.Ordinal);
    }
}
