using MedQa.Model.Encoders;
using MedQa.Model.Hub;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Hub;

/// <summary>An encoder by its name on the hub.</summary>
public sealed class HubEncoderTests : HubTest
{
    private static readonly string Source = Path.Combine(Goldens.Repository, "tests", "goldens", "tiny-roberta");

    [Fact]
    public async Task Encoder_ByName_IsThatOfTheFolder()
    {
        Hub.AddModel("tiny/roberta").AddFolder(Source).Add("pytorch_model.bin", [1]).Add("onnx/model.onnx", [1]);
        using var resolver = new HubResolver(Settings, Record);

        using var fetched = EncoderCheckpoint.Open(await resolver.EncoderAsync("tiny/roberta"), CPU);
        using var local = EncoderCheckpoint.Open(Source, CPU);

        Assert.Equal("tiny/roberta", fetched.Name);
        Assert.Equal(local.Hash, fetched.Hash);
        Assert.Equal(local.Tokenizer.Encode("maybe"), fetched.Tokenizer.Encode("maybe"));
        Assert.DoesNotContain(Hub.Requests, r => r.FileName is "pytorch_model.bin" or "onnx/model.onnx");
    }

    [Fact]
    public async Task Encoder_WithoutSafetensors_SaysSo()
    {
        Hub.AddModel("tiny/roberta").Add("config.json", "{}"u8.ToArray()).Add("vocab.txt", "a"u8.ToArray()).Add("pytorch_model.bin", [1]);
        using var resolver = new HubResolver(Settings, Record);
        var error = await Assert.ThrowsAsync<HubException>(() => resolver.EncoderAsync("tiny/roberta"));
        Assert.Contains("model.safetensors", error.Message, StringComparison.Ordinal);
    }
}
