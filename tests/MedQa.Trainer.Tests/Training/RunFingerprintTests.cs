using MedQa.Model.Mistral;
using MedQa.Model.Training;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Training;

public class RunFingerprintTests
{
    private static readonly MistralConfig Config = TinyModels.Config();

    private static readonly TrainingOptions Options = new() { Model = "/a/model", Data = "/a/rows.json", Split = "/a/split.json", Output = "/a/out" };

    [Fact]
    public void Of_MovedFiles_IsTheSame() => Assert.Equal(
        Of(Options), Of(Options with { Model = "/b/model", Data = "/b/rows.json", Split = "/b/split.json", Output = "/b/out", Checkpointing = ActivationCheckpointing.All }));

    [Fact]
    public void Of_WhatDecidesTheWeights_Differs()
    {
        string[] all =
        [
            Of(Options), Of(Options with { LearningRate = 2e-4 }), Of(Options with { Seed = 3 }), Of(Options with { MicroBatchTokens = 512 }),
            RunFingerprint.Of(Options, "other data", Config), RunFingerprint.Of(Options, "data", Config with { RmsNormEps = 1e-6 }),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    /// <summary>The hashes that runs had before there were weights on the decision, scored decisions and adapters to start from.</summary>
    [Fact]
    public void Of_OptionsThatCameLaterLeftOut_IsWhatItWasBefore()
    {
        Assert.Equal("74d04ee99435b279d99e1434dccc192b08b83f38c0baabd3c6c5592721b2370c", Of(Options with { DecisionWeight = 1 }));
        Assert.Equal(
            "3f8a59916376c3e478308b1668fb312212ab19bd048769c991787ccf3c15f02e", Of(TrainingPresets.Of(TrainingPreset.Recipe) with { Seed = 4, LearningRate = 3e-4 }));
    }

    [Fact]
    public void Of_OptionsThatCameLater_Differs()
    {
        string[] all = [Of(Options), Of(Options with { DecisionWeight = 2 }), Of(Options with { EvaluateDecisions = true }), Of(Options with { Keep = KeptWeights.MacroF1 })];

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    private static string Of(TrainingOptions options) => RunFingerprint.Of(options, "data", Config);
}
