using System.Text.Json.Serialization;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pretraining;

/// <summary>Everything that decides a pretraining run. Paths are relative to the options file.</summary>
public sealed record PretrainingOptions
{
    /// <summary>The corpus.</summary>
    public IReadOnlyList<CorpusFile> Files { get; init; } = [];

    /// <summary>Folder of a model in Hugging Face's layout whose weights the run begins with; null draws new ones.</summary>
    public string? Model { get; init; }

    /// <summary>A folder with <c>tokenizer.model</c> (SentencePiece) or <c>tokenizer.json</c> (BPE), or the file; the model's where one is given.</summary>
    public string Tokenizer { get; init; } = "";

    /// <summary>The model's shape: a <c>config.json</c> in Hugging Face's layout; the model's where one is given.</summary>
    public string Config { get; init; } = "";

    /// <summary>Folder that the model is written to.</summary>
    public string Output { get; init; } = "";

    /// <summary>Folder for encoded corpora; the output's <c>cache</c> where it is not given.</summary>
    public string? Cache { get; init; }

    /// <summary>Tokens of a sequence.</summary>
    public int SequenceLength { get; init; } = 1024;

    /// <summary>Sequences of a step.</summary>
    public int Batch { get; init; } = 48;

    /// <summary>Parts that a step's batch is computed in, one after another, to need less memory.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>Passes over the corpus; need not be whole.</summary>
    public double Epochs { get; init; } = 5;

    /// <summary>How the weights are changed.</summary>
    public PretrainingOptimizer Optimizer { get; init; } = PretrainingOptimizer.AdamW;

    /// <summary>Peak of the learning rate.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Share of the peak that the cosine ends at.</summary>
    public double FinalRateShare { get; init; } = 0.05;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init; } = 200;

    /// <summary>Weight decay on matrices.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the squared mean.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Muon's decay of the mean of the matrices' gradients.</summary>
    public double Momentum { get; init; } = 0.95;

    /// <summary>Share of the values zeroed in what attention and feed-forward add to the hidden states, in training.</summary>
    public double Dropout { get; init; }

    /// <summary>Share of the steps after which a mean of the weights is kept, which the run ends with; null ends with the last weights.</summary>
    public double? AverageFrom { get; init; }

    /// <summary>Largest norm of the gradients.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Row 0 of each file and every so many after it are measured, never trained on; 0 holds none out.</summary>
    public int HoldOutEvery { get; init; } = 50;

    /// <summary>Decides the first weights and every order.</summary>
    public long Seed { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Type to multiply in.</summary>
    [JsonPropertyName("dtype")]
    public ComputeType DType { get; init; } = ComputeType.Auto;

    /// <summary>Steps between two log lines.</summary>
    public int LogEvery { get; init; } = 50;

    /// <summary>Steps between two measurements of the held-out rows; 0 measures at the end alone.</summary>
    public int EvaluateEvery { get; init; } = 1000;

    /// <summary>Steps between two states that a killed run goes on from.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Largest file of the model's weights, in MiB.</summary>
    public int ShardMiB { get; init; } = 15;

    /// <exception cref="ArgumentException">An option is out of its range; lists all that are.</exception>
    public void Validate()
    {
        var check = new OptionsCheck();
        check.Require(Files.Count > 0, "files", "at least one file", Files.Count);
        check.Require(Files.Select(f => f.DisplayName).Distinct().Count() == Files.Count, "files", "named each differently (give 'name')", "not");
        check.Require(Tokenizer.Length > 0, "tokenizer", "a file or folder", null);
        check.Require(Config.Length > 0, "config", "a config.json", null);
        check.Require(Output.Length > 0, "output", "a folder", null);
        check.Require(SequenceLength is >= 2 and <= 1 << 20, "sequenceLength", "between 2 and 1048576", SequenceLength);
        check.Require(Batch is >= 1 and <= 1 << 16, "batch", "between 1 and 65536", Batch);
        check.Require(Accumulation >= 1 && Batch % Math.Max(1, Accumulation) == 0, "accumulation", $"1 or more and divide batch ({Batch})", Accumulation);
        check.Require(Epochs is > 0 and <= 1000, "epochs", "above 0 and at most 1000", Epochs);
        check.Require(LearningRate is > 0 and <= 1, "learningRate", "above 0 and at most 1", LearningRate);
        check.Require(FinalRateShare is >= 0 and <= 1, "finalRateShare", "between 0 and 1", FinalRateShare);
        check.Require(WarmupSteps >= 0, "warmupSteps", "0 or more", WarmupSteps);
        check.Require(WeightDecay is >= 0 and < 1, "weightDecay", "at least 0 and below 1", WeightDecay);
        check.Require(Beta1 is >= 0 and < 1, "beta1", "at least 0 and below 1", Beta1);
        check.Require(Beta2 is >= 0 and < 1, "beta2", "at least 0 and below 1", Beta2);
        check.Require(Epsilon > 0, "epsilon", "above 0", Epsilon);
        check.Require(Momentum is >= 0 and < 1, "momentum", "at least 0 and below 1", Momentum);
        check.Require(Dropout is >= 0 and < 1, "dropout", "at least 0 and below 1", Dropout);
        check.Require(AverageFrom is null or (>= 0 and < 1), "averageFrom", "at least 0 and below 1", AverageFrom);
        check.Require(ClipNorm > 0, "clipNorm", "above 0", ClipNorm);
        check.Require(HoldOutEvery is 0 or >= 2, "holdOutEvery", "0, or 2 or more", HoldOutEvery);
        check.Require(DType != ComputeType.Fp16, "dtype", "auto, float32 or bf16", "fp16");
        check.Require(LogEvery >= 1, "logEvery", "1 or more", LogEvery);
        check.Require(EvaluateEvery >= 0, "evaluateEvery", "0 or more", EvaluateEvery);
        check.Require(CheckpointEvery >= 1, "checkpointEvery", "1 or more", CheckpointEvery);
        check.Require(ShardMiB is >= 1 and <= 1 << 16, "shardMiB", "between 1 and 65536", ShardMiB);
        check.ThrowIfAny();
    }

    /// <summary>The same options with every path made absolute.</summary>
    /// <param name="folder">What relative paths are relative to.</param>
    public PretrainingOptions Rooted(string folder)
    {
        var model = Model is null ? null : Path.GetFullPath(Model, folder);
        return this with
        {
            Model = model,
            Files = [.. Files.Select(f => f with { Path = Path.GetFullPath(f.Path, folder) })],
            Tokenizer = Tokenizer.Length == 0 ? model ?? "" : Path.GetFullPath(Tokenizer, folder),
            Config = Config.Length == 0 ? (model is null ? "" : Path.Combine(model, "config.json")) : Path.GetFullPath(Config, folder),
            Output = Output.Length == 0 ? "" : Path.GetFullPath(Output, folder),
            Cache = Cache is null ? null : Path.GetFullPath(Cache, folder),
        };
    }
}
