using MedQa.Trainer.Pretraining;
using MedQa.Trainer.Tests.Training;

namespace MedQa.Trainer.Tests.Pretraining;

public class PretrainingFingerprintTests
{
    private static readonly PretrainingOptions Options = new() { Files = [new CorpusFile { Path = "a.txt" }], Seed = 3 };

    /// <summary>The text that a state of version 1 carries the hash of.</summary>
    private const string Before = """
        {
          "files": [
            {
              "path": "a.txt",
              "template": "{text}",
              "name": null
            }
          ],
          "tokenizer": "",
          "config": "",
          "output": "",
          "cache": null,
          "sequenceLength": 1024,
          "batch": 48,
          "accumulation": 1,
          "epochs": 5,
          "learningRate": 0.002,
          "finalRateShare": 0.05,
          "warmupSteps": 200,
          "weightDecay": 0.1,
          "beta1": 0.9,
          "beta2": 0.95,
          "epsilon": 1E-08,
          "clipNorm": 1,
          "holdOutEvery": 50,
          "seed": 3,
          "device": "auto",
          "dtype": "auto",
          "logEvery": 1,
          "evaluateEvery": 0,
          "checkpointEvery": 1,
          "shardMiB": 15
        }|5|2|
        """;

    [Fact]
    public void Of_NewOptionsAtTheirDefaults_IsWhatItWasBeforeThem() =>
        Assert.Equal(Before + TinyModels.Config(), Of(Options with { Output = "out", LogEvery = 7 }));

    [Fact]
    public void Of_NewOptions_AreOtherRuns()
    {
        PretrainingOptions[] runs =
        [
            Options, Options with { Optimizer = PretrainingOptimizer.Muon }, Options with { Momentum = 0.9 }, Options with { Dropout = 0.1 },
            Options with { AverageFrom = 0.5 }, Options with { Model = "m" },
        ];

        Assert.Distinct(runs.Select(Of));
    }

    private static string Of(PretrainingOptions options) =>
        PretrainingFingerprint.Of(options, new TokenizedCorpus([1, 2, 3, 4, 5], [3, 2], []), TinyModels.Config());
}
