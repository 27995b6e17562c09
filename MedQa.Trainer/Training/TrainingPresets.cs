using MedQa.Model.Answers;
using MedQa.Model.Lora;
using MedQa.Model.Quantization;
using MedQa.Model.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Training;

/// <summary>The values of the presets.</summary>
internal static class TrainingPresets
{
    /// <summary>
    /// The reference run: every value that it names or that its library's defaults decided, also where ours are the same today.
    /// What it has not: a look at the end of an epoch, early stopping, and weights of a step that is no checkpoint.
    /// </summary>
    private static readonly TrainingOptions Recipe = new()
    {
        Preset = TrainingPreset.Recipe,
        Model = "mistralai/Mistral-7B-v0.1",
        Quantization = QuantizationKind.Nf4,
        Placement = DecisionPlacement.Last,
        SystemPrompt = AnswerFormat.DefaultSystemPrompt,
        Lora = new LoraOptions { Rank = 16, Alpha = 32, Dropout = 0.05, TargetModules = LoraConfig.AllProjections, UseRslora = false },
        Epochs = 4,
        LearningRate = 1e-4,
        Schedule = LearningRateSchedule.WarmupThenCosine,
        WarmupShare = 0.03,
        Batch = 2,
        Accumulation = 8,
        MicroBatchTokens = 0,
        Checkpointing = ActivationCheckpointing.All,
        Optimizer = OptimizerKind.PagedAdamW8bit,
        DType = ComputeType.Fp16,
        WeightDecay = 0.01,
        Beta1 = 0.9,
        Beta2 = 0.999,
        Epsilon = 1e-8,
        ClipNorm = 1,
        DecisionWeight = 1,
        MaxLength = 2048,
        LengthWindow = 0,
        EvaluateEvery = 50,
        EvaluateEpochEnds = false,
        EarlyStopping = 0,
        SaveEvery = 100,
        SaveBest = false,
        LogEvery = 10,
        Keep = KeptWeights.Best,
    };

    /// <summary>The options that an options file and flags build on.</summary>
    /// <param name="preset">Null for the defaults.</param>
    public static TrainingOptions Of(TrainingPreset? preset) => preset switch
    {
        null => new TrainingOptions(),
        TrainingPreset.Recipe => Recipe,
        _ => throw new ArgumentException($"preset must be recipe, but is {preset}."),
    };
}
