using MedQa.Model.Lora;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

public class TrainedVectorTests
{
    [Fact]
    public void Constructor_AdaptersFlatWeights_AreTheVectorItself()
    {
        using var model = TinyModels.Create();
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 2 }, seed: 1);
        using var vector = new TrainedVector(Of(adapter), adapter.FlatWeights);

        vector.Weights.fill_(0.25f);

        Assert.All(adapter.Weights.Values, w => Assert.True(w.eq(0.25f).all().item<bool>()));
        Assert.Equal(adapter.Weights.Keys, vector.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void Gradient_TwoBackwardPasses_AddToItInPlace()
    {
        using var model = TinyModels.Create();
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 2 }, seed: 1);
        using var vector = new TrainedVector(Of(adapter), adapter.FlatWeights);
        using var expected = cat([.. Enumerable.Range(1, (int)vector.Count).Select(_ => tensor(new[] { 0f }))]);
        long offset = 0;
        foreach (var (weight, place) in adapter.Weights.Values.Select((w, i) => (w, i)))
        {
            (weight * (place + 1)).sum().backward();
            (weight * 0.5).sum().backward();
            expected.narrow(0, offset, weight.numel()).fill_(place + 1.5f);
            offset += weight.numel();
        }

        Assert.True(vector.Gradient.equal(expected).all().item<bool>());
    }

    [Fact]
    public void Constructor_TensorsThatLieElsewhere_Throws()
    {
        using var model = TinyModels.Create();
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 2 }, seed: 1);

        var other = Assert.Throws<ArgumentException>(() => new TrainedVector(Of(adapter).Reverse(), adapter.FlatWeights));
        var count = Assert.Throws<ArgumentException>(() => new TrainedVector(Of(adapter).Skip(1), adapter.FlatWeights));

        Assert.Contains("lora_B", other.Message, StringComparison.Ordinal);
        Assert.Contains($"{adapter.FlatWeights.numel()}", count.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NarrowType_NamesTheTensor()
    {
        using var half = zeros(4, ScalarType.BFloat16);

        var error = Assert.Throws<ArgumentException>(() => new TrainedVector([new TrainedTensor("half", half, Decays: true)]));

        Assert.Contains("half is BFloat16", error.Message, StringComparison.Ordinal);
    }

    private static TrainedTensor[] Of(LoraAdapter adapter) => [.. adapter.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: true))];
}
