using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Adapters;

public sealed class AdapterAverageTests : IDisposable
{
    private static readonly string[] Targets = ["q_proj", "v_proj", "down_proj"];

    private readonly TemporaryFolder _folder = new();
    private readonly MistralForCausalLM _model = TinyModel.Create(seed: 5);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Save_Products_AddsTheMeanOfWhatEachAdds()
    {
        string[] folders =
        [
            Written("a", new LoraConfig { Rank = 3, Alpha = 7, TargetModules = Targets }),
            Written("b", new LoraConfig { Rank = 2, Alpha = 5, UseRslora = true, TargetModules = Targets }),
            Written("c", new LoraConfig { Rank = 4, Alpha = 4, TargetModules = Targets, RankPattern = [new("layers.1.self_attn.q_proj", 1)], AlphaPattern = [new("v_proj", 9)] }),
        ];

        AdapterAverage.Save(folders, null, AdapterMerge.Products, _folder.File("mean"));

        AssertMean(folders, [1 / 3.0, 1 / 3.0, 1 / 3.0], _folder.File("mean"));
        var config = PeftConfig.Read(_folder.File("mean"));
        Assert.Equal((9, 6, 1.0), (config.RankOf("model.layers.0.self_attn.q_proj"), config.RankOf("model.layers.1.self_attn.q_proj"), config.ScalingOf("model.layers.1.self_attn.q_proj")));
    }

    [Fact]
    public void Save_Shares_WeighEachAdapter()
    {
        string[] folders = [Written("a", Plain), Written("b", Plain)];

        AdapterAverage.Save(folders, [3, 1], AdapterMerge.Products, _folder.File("mean"));

        AssertMean(folders, [0.75, 0.25], _folder.File("mean"));
    }

    [Fact]
    public void Save_Weights_AveragesAAndBAndKeepsTheRank()
    {
        string[] folders = [Written("a", Plain), Written("b", Plain)];

        AdapterAverage.Save(folders, null, AdapterMerge.Weights, _folder.File("mean"));

        using var first = PeftAdapter.Load(folders[0], _model);
        using var second = PeftAdapter.Load(folders[1], _model);
        using var mean = PeftAdapter.Load(_folder.File("mean"), _model);
        foreach (var (name, weight) in mean.Weights)
        {
            using var expected = (first.Weights[name] + second.Weights[name]) / 2;
            Assert.True(GoldenCase.Difference(weight, expected) < 1e-6, name);
        }
    }

    [Theory]
    [InlineData(AdapterMerge.Products)]
    [InlineData(AdapterMerge.Weights)]
    public void Save_AnAdapterWithItself_GivesItsLogits(AdapterMerge merge)
    {
        var folder = Written("a", Plain);
        AdapterAverage.Save([folder, folder], null, merge, _folder.File("mean"));

        using var none = no_grad();
        using var ids = tensor(new long[] { 1, 7, 9, 33 }, [1, 4]);
        using var adapter = PeftAdapter.Load(folder, _model);
        using var mean = PeftAdapter.Load(_folder.File("mean"), _model);
        using var expected = _model.Logits(_model.Forward(ids, adapter: adapter));
        using var plain = _model.Logits(_model.Forward(ids));
        using var actual = _model.Logits(_model.Forward(ids, adapter: mean));
        Assert.True(GoldenCase.Difference(expected, plain) > 0.1, "the adapter must matter");
        Assert.True(GoldenCase.Difference(actual, expected) < 1e-4);
    }

    [Fact]
    public void Save_CardWithOffsets_KeepsAllButThem()
    {
        var card = Card with { Answer = new AnswerFormat { Placement = DecisionPlacement.First, DecisionOffsets = [0, 1, 2] } };
        string[] folders = [Written("a", Plain, card), Written("b", Plain, card with { Answer = card.Answer with { DecisionOffsets = null, Labels = ["yes", "no", "maybe"] } })];

        AdapterAverage.Save(folders, null, AdapterMerge.Products, _folder.File("mean"));

        Assert.Equivalent(card with { Answer = card.Answer with { DecisionOffsets = null } }, AdapterCard.Load(_folder.File("mean")), strict: true);
    }

    public static TheoryData<AdapterCard, string> OtherCards => new()
    {
        { Card with { BaseModel = "two", BaseHash = "bb" }, "different bases, one and two" },
        { Card with { ChatTemplate = "mistral" }, "chat templates are chatml and mistral" },
        { Card with { Answer = new AnswerFormat { Placement = DecisionPlacement.First } }, "different prompts or answers" },
        { Card with { Answer = new AnswerFormat { Labels = ["yes", "no"] } }, "different prompts or answers" },
    };

    [Theory]
    [MemberData(nameof(OtherCards))]
    public void Save_AnotherCard_IsRefusedByName(AdapterCard other, string why) => Refused(why, Plain, other, AdapterMerge.Products);

    [Fact]
    public void Save_OtherTargets_AreRefusedByName() =>
        Refused("only one of them adapts model.layers.0.mlp.down_proj and 3 others", new LoraConfig { Rank = 2, TargetModules = ["q_proj"] }, Card, AdapterMerge.Products);

    [Fact]
    public void Save_WeightsOfAnotherRank_AreRefused() =>
        Refused("has another rank or scaling", new LoraConfig { Rank = 4, TargetModules = Targets }, Card, AdapterMerge.Weights);

    [Fact]
    public void Save_SharesThatDontFit_AreRefused()
    {
        string[] folders = [Written("a", Plain), Written("b", Plain)];

        Assert.Throws<ArgumentException>(() => AdapterAverage.Save(folders[..1], null, AdapterMerge.Products, _folder.File("mean")));
        Assert.Throws<ArgumentException>(() => AdapterAverage.Save(folders, [1], AdapterMerge.Products, _folder.File("mean")));
        Assert.Throws<ArgumentException>(() => AdapterAverage.Save(folders, [1, 0], AdapterMerge.Products, _folder.File("mean")));
        Assert.Throws<ArgumentException>(() => AdapterAverage.Save(folders, [1, double.NaN], AdapterMerge.Products, _folder.File("mean")));
        Assert.Throws<ArgumentException>(() => AdapterAverage.Save(folders, null, AdapterMerge.Products, folders[1] + "/"));
        Assert.False(Directory.Exists(_folder.File("mean")));
    }

    [Fact]
    public void Save_TensorWithoutPartner_IsRefusedByName()
    {
        string[] folders = [Written("a", Plain), Written("b", Plain)];
        using var lonely = zeros(2, 24);
        SafetensorsWriter.Save(
            Path.Combine(folders[1], PeftAdapter.WeightsFileName), new Dictionary<string, Tensor> { ["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"] = lonely });

        var error = Assert.Throws<InvalidDataException>(() => AdapterAverage.Save(folders, null, AdapterMerge.Products, _folder.File("mean")));

        Assert.Contains("layers.0.self_attn.q_proj.lora_B.weight has no partner", error.Message, StringComparison.Ordinal);
    }

    private static LoraConfig Plain { get; } = new() { Rank = 2, Alpha = 3, TargetModules = Targets };

    private static AdapterCard Card { get; } = new() { BaseModel = "one", BaseHash = "aa", ChatTemplate = "chatml" };

    private void Refused(string why, LoraConfig config, AdapterCard card, AdapterMerge merge)
    {
        string[] folders = [Written("a", Plain), Written("b", config, card)];
        var error = Assert.Throws<InvalidDataException>(() => AdapterAverage.Save(folders, null, merge, _folder.File("mean")));
        Assert.StartsWith($"{folders[0]} and {folders[1]} can't be averaged: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    private string Written(string name, LoraConfig config, AdapterCard? card = null)
    {
        using var adapter = LoraAdapter.Create(_model, config, seed: name[0]);
        using (no_grad())
        {
            foreach (var weight in adapter.Weights.Values)
            {
                weight.normal_(0, 0.3, null);
            }
        }

        PeftAdapter.Save(adapter, _folder.File(name), "one");
        (card ?? Card).Save(_folder.File(name));
        return _folder.File(name);
    }

    private void AssertMean(string[] folders, double[] shares, string mean)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var before = Copies();
        var expected = before.ToDictionary(w => w.Key, w => w.Value.clone());
        foreach (var (folder, share) in folders.Zip(shares))
        {
            using var adapter = PeftAdapter.Load(folder, _model);
            adapter.MergeInto(_model);
            foreach (var (name, weight) in _model.Weights)
            {
                expected[name].add_(weight - before[name], alpha: share);
                weight.copy_(before[name]);
            }
        }

        using var averaged = PeftAdapter.Load(mean, _model);
        averaged.MergeInto(_model);
        Assert.All(_model.Weights, w => Assert.True(GoldenCase.Difference(w.Value, expected[w.Key]) < 1e-5, w.Key));
        Assert.True(GoldenCase.Difference(_model.Weights["model.layers.0.self_attn.q_proj.weight"], before["model.layers.0.self_attn.q_proj.weight"]) > 0.1, "it must matter");

        Dictionary<string, Tensor> Copies() => _model.Weights.ToDictionary(w => w.Key, w => w.Value.clone());
    }
}
