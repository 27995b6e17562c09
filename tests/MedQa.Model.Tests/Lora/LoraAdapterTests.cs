using MedQa.Model.Adapters;
using MedQa.Model.Lora;
using MedQa.Model.Tests.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Lora;

public class LoraAdapterTests
{
    private static readonly LoraConfig Config = new() { Rank = 3, TargetModules = ["q_proj", "down_proj"] };

    [Fact]
    public void FlatWeights_AdapterWithValues_IsAllWeightsInTheirOrder()
    {
        using var model = TinyModel.Create(1);
        using var adapter = LoraAdapter.Create(model, Config, seed: 4);

        using var expected = cat([.. adapter.Weights.Values.Select(w => w.detach().reshape(-1))]);

        Assert.True(adapter.FlatWeights.equal(expected).all().item<bool>());
        Assert.True(adapter.FlatWeights.is_contiguous());
        Assert.All(adapter.Weights.Values, w => Assert.True(w.is_leaf && w.requires_grad));
    }

    [Fact]
    public void FlatWeights_Changed_ChangesWhatTheModelComputes()
    {
        using var model = TinyModel.Create(1);
        using var adapter = LoraAdapter.Create(model, Config, seed: 4);
        using var _ = no_grad();
        using var ids = tensor(new long[] { 1, 7, 9 }, [1, 3]);
        using var before = model.Forward(ids, adapter: adapter);

        adapter.FlatWeights.fill_(0.1f);

        using var after = model.Forward(ids, adapter: adapter);
        Assert.False(before.allclose(after));
    }

    [Fact]
    public void Weights_Backward_EachGetsItsOwnGradient()
    {
        using var model = TinyModel.Create(1);
        using var adapter = LoraAdapter.Create(model, Config, seed: 4);
        using var ids = tensor(new long[] { 1, 7, 9 }, [1, 3]);

        model.Forward(ids, adapter: adapter).square().sum().backward();

        Assert.All(adapter.Weights.Values, w => Assert.Equal(w.shape, w.grad!.shape));
    }

    [Fact]
    public void Save_ThenLoad_GivesTheSameVector()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Create(1);
        using var adapter = LoraAdapter.Create(model, Config, seed: 4);
        using (no_grad())
        {
            adapter.FlatWeights.uniform_(-1, 1);
        }

        PeftAdapter.Save(adapter, folder.Path, "base");
        using var loaded = PeftAdapter.Load(folder.Path, model);

        Assert.Equal(adapter.FlatWeights.bytes.ToArray(), loaded.FlatWeights.bytes.ToArray());
    }
}
