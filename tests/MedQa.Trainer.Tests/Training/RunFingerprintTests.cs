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

    private static string Of(TrainingOptions options) => RunFingerprint.Of(options, "data", Config);
}
