using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Hub;

/// <summary>The reference's sharded model, served by a hub: what is loaded from the cache gives the reference's logits.</summary>
public sealed class HubGoldenTests : HubTest
{
    [Fact]
    public async Task Model_ShardedFromTheHub_GivesTheReferencesLogits()
    {
        var source = Path.Combine(Goldens.Repository, "tests", "goldens", "tiny-llama-tied-bf16-sharded");
        Hub.AddModel("tiny/llama").AddFolder(source).Add("tokenizer.json", "{}"u8.ToArray());

        var folder = await ModelAsync("tiny/llama");

        Assert.DoesNotContain(Hub.Requests, r => r.FileName == "expected.safetensors");
        using var model = MistralForCausalLM.Create(MistralConfigReader.Read(Path.Combine(folder, "config.json")), CPU, ScalarType.Float32);
        using var weights = SafetensorsFolder.Open(folder);
        using var reference = SafetensorsFile.Open(Path.Combine(source, "expected.safetensors"));
        using var none = no_grad();
        foreach (var (name, weight) in model.Weights)
        {
            weights.ReadInto(name, weight);
        }

        using var expected = reference.Read("logits");
        using var ids = reference.Read("ids");
        using var actual = model.Logits(model.Forward(ids.to(ScalarType.Int64)));
        Assert.True(GoldenCase.Difference(actual, expected) < 1e-4);
    }
}
