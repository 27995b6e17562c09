using MedQa.Model.Lora;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Tests.Lora;

/// <summary>Adapters against PEFT's: logits, first gradients, and the base unchanged.</summary>
public class LoraGoldenTests
{
    private const double Tolerance = 2e-4;

    [SkippableTheory]
    [InlineData("adapter", "logits_adapter")]
    [InlineData("adapter-patterns", "logits_adapter_patterns")]
    public void Forward_WithAdapter_LogitsArePefts(string folder, string expected)
    {
        using var golden = new GoldenCase("tiny-mistral");
        using var adapter = golden.Adapter(folder);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var logits = golden.Model.Logits(golden.Model.Forward(golden.Expected("ids"), adapter: adapter));
        Assert.InRange(GoldenCase.Difference(logits, golden.Expected(expected)), 0, Tolerance);
        var bare = golden.Model.Logits(golden.Model.Forward(golden.Expected("ids")));
        Assert.InRange(GoldenCase.Difference(bare, golden.Expected("logits")), 0, Tolerance);
    }

    [SkippableTheory]
    [InlineData("adapter", "logits_adapter")]
    [InlineData("adapter-patterns", "logits_adapter_patterns")]
    public void MergeInto_ThenUnmerge_LogitsArePeftsThenTheBases(string folder, string expected)
    {
        using var golden = new GoldenCase("tiny-mistral");
        using var adapter = golden.Adapter(folder);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        adapter.MergeInto(golden.Model);
        Assert.InRange(GoldenCase.Difference(golden.Model.Logits(golden.Model.Forward(golden.Expected("ids"))), golden.Expected(expected)), 0, Tolerance);
        adapter.UnmergeFrom(golden.Model);
        Assert.InRange(GoldenCase.Difference(golden.Model.Logits(golden.Model.Forward(golden.Expected("ids"))), golden.Expected("logits")), 0, Tolerance);
    }

    [SkippableFact]
    public void Backward_FirstStep_GradientsArePefts()
    {
        using var golden = new GoldenCase("tiny-mistral");
        using var adapter = golden.Adapter("adapter");
        adapter.RequireGradients();
        using var scope = NewDisposeScope();
        var masked = golden.Json("lora_trajectory.json").GetProperty("labels_masked_first").GetInt64();
        var ids = golden.Expected("ids");
        var logits = golden.Model.Logits(golden.Model.Forward(ids, adapter: adapter));
        var labels = ids.clone();
        labels[.., ..(int)masked] = -100;
        var loss = F.cross_entropy(
            logits.narrow(1, 0, ids.size(1) - 1).reshape(-1, logits.size(-1)), labels.narrow(1, 1, ids.size(1) - 1).reshape(-1), ignore_index: -100);
        loss.backward();
        var expected = GoldenCase.ReadAll(Path.Combine(golden.Folder, "grads_step0.safetensors"));
        Assert.Equal(expected.Keys.Order(), adapter.Weights.Keys.Order());
        foreach (var (name, weight) in adapter.Weights)
        {
            var scale = expected[name].abs().max().item<float>();
            Assert.InRange(GoldenCase.Difference(weight.grad!, expected[name]), 0, (1e-4 * scale) + 1e-6);
        }
    }

    [SkippableFact]
    public void Create_BeforeTraining_ChangesNothing()
    {
        using var golden = new GoldenCase("tiny-mistral");
        using var adapter = LoraAdapter.Create(golden.Model, new LoraConfig(), seed: 1);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var with = golden.Model.Forward(golden.Expected("ids"), adapter: adapter);
        var without = golden.Model.Forward(golden.Expected("ids"));
        Assert.Equal(0, GoldenCase.Difference(with, without));
    }
}
