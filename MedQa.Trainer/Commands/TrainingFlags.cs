using MedQa.Model.Answers;
using MedQa.Model.Quantization;
using MedQa.Model.Training;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Commands;

/// <summary>
/// The flags of <c>train</c>: one for each option of an options file, under the same name in kebab case. The preset is not among
/// them: it is what the file and the flags are laid over.
/// </summary>
internal static class TrainingFlags
{
    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<TrainingFlag> All { get; } =
    [
        TrainingFlag.Of<string>("--model", "The base: a folder, a .gguf file, or a name on the hub (OWNER/NAME[@REVISION][:FILE.gguf]).", (o, v) => o with { Model = v }),
        TrainingFlag.Of<string>("--data", "The rows: .json, .jsonl or .parquet, or a data set's name on the hub (OWNER/NAME[@REVISION][:FILE]).", (o, v) => o with { Data = v }),
        TrainingFlag.Of<string>("--split", "Ids to train on and to watch, JSON.", (o, v) => o with { Split = v }),
        TrainingFlag.Of<double>("--evaluation-share", "Share of the rows to watch where there is no split.", (o, v) => o with { EvaluationShare = v }),
        TrainingFlag.Of<string>("--output", "Folder for the adapter or the model.", (o, v) => o with { Output = v }),
        TrainingFlag.Of<string>("--publish", "Name to publish the adapter under.", (o, v) => o with { Publish = v }),
        TrainingFlag.Of<bool>("--full", "Train every weight and write a model.", (o, v) => o with { Full = v }),
        TrainingFlag.OfName<QuantizationKind>("--quantization", "How the base's projections are kept: none or nf4 (QLoRA).", (o, v) => o with { Quantization = v }),
        TrainingFlag.OfName<DecisionPlacement>("--placement", "Where the decision stands: first or last.", (o, v) => o with { Placement = v }),
        TrainingFlag.Of<string>("--system-prompt", "What the prompt begins with.", (o, v) => o with { SystemPrompt = v }),
        TrainingFlag.Of<string>("--start-from", "Folder of an adapter for the same base to go on from, with its rank, alpha and projections.", (o, v) => o with { StartFrom = v }),
        TrainingFlag.Of<int>("--lora-rank", "LoRA's r.", (o, v) => o with { Lora = o.Lora with { Rank = v } }, "--rank"),
        TrainingFlag.Of<double>("--lora-alpha", "LoRA's alpha.", (o, v) => o with { Lora = o.Lora with { Alpha = v } }, "--alpha"),
        TrainingFlag.Of<double>("--lora-dropout", "LoRA's dropout.", (o, v) => o with { Lora = o.Lora with { Dropout = v } }, "--dropout"),
        TrainingFlag.OfList<string>("--lora-target-modules", "Projections that get a term, with commas between.", (o, v) => o with { Lora = o.Lora with { TargetModules = v } }),
        TrainingFlag.Of<bool>("--lora-use-rslora", "Scale LoRA by alpha / sqrt(r).", (o, v) => o with { Lora = o.Lora with { UseRslora = v } }),
        TrainingFlag.Of<int>("--epochs", "Passes over the rows.", (o, v) => o with { Epochs = v }),
        TrainingFlag.Of<double>("--learning-rate", "Peak of the learning rate.", (o, v) => o with { LearningRate = v }, "--lr"),
        TrainingFlag.Of<int>("--batch", "Rows computed at once.", (o, v) => o with { Batch = v }),
        TrainingFlag.Of<int>("--accumulation", "Batches of a step.", (o, v) => o with { Accumulation = v }),
        TrainingFlag.Of<int>("--micro-batch-tokens", "Tokens computed at once, in place of --batch rows; 0 goes by rows.", (o, v) => o with { MicroBatchTokens = v }),
        TrainingFlag.OfText("--checkpointing", "Layers that are computed twice to need less memory: all, none, auto or how many.", ActivationCheckpointing.Parse, (o, v) => o with { Checkpointing = v }),
        TrainingFlag.OfName<OptimizerKind>("--optimizer", "adamw, adamw_8bit or paged_adamw_8bit.", (o, v) => o with { Optimizer = v }),
        TrainingFlag.Of<double>("--weight-decay", "Share of a weight taken off a step, times the rate.", (o, v) => o with { WeightDecay = v }),
        TrainingFlag.Of<double>("--beta1", "Decay of the mean of gradients.", (o, v) => o with { Beta1 = v }),
        TrainingFlag.Of<double>("--beta2", "Decay of the mean of squared gradients.", (o, v) => o with { Beta2 = v }),
        TrainingFlag.Of<double>("--epsilon", "Added to the root of the squared mean.", (o, v) => o with { Epsilon = v }),
        TrainingFlag.OfName<LearningRateSchedule>("--schedule", "How the rate falls: cosine, or warmupThenCosine as transformers has it.", (o, v) => o with { Schedule = v }),
        TrainingFlag.Of<double>("--warmup-share", "Share of the steps that warms the rate up.", (o, v) => o with { WarmupShare = v }),
        TrainingFlag.Of<double>("--clip-norm", "Largest norm of a step's gradients.", (o, v) => o with { ClipNorm = v }),
        TrainingFlag.Of<double>("--decision-weight", "How often the decision's tokens count in the training loss.", (o, v) => o with { DecisionWeight = v }),
        TrainingFlag.Of<int>("--max-length", "Most tokens of a row.", (o, v) => o with { MaxLength = v }),
        TrainingFlag.Of<long>("--seed", "Decides first weights, orders and dropout.", (o, v) => o with { Seed = v }),
        TrainingFlag.OfList<long>("--seeds", "Several seeds (1,2,3), each into OUTPUT/seed-N, with the mean and the spread of their losses.", (o, v) => o with { Seeds = v }),
        TrainingFlag.Of<int>("--evaluate-every", "Steps between two evaluations.", (o, v) => o with { EvaluateEvery = v }),
        TrainingFlag.Of<bool>("--evaluate-epoch-ends", "Whether an epoch ends with an evaluation too.", (o, v) => o with { EvaluateEpochEnds = v }),
        TrainingFlag.Of<bool>("--evaluate-decisions", "Whether an evaluation scores the watched rows' decisions too.", (o, v) => o with { EvaluateDecisions = v }),
        TrainingFlag.Of<int>("--early-stopping", "Evaluations without a better one (see --keep) that end the run; 0 for never.", (o, v) => o with { EarlyStopping = v }),
        TrainingFlag.Of<int>("--save-every", "Steps between two checkpoints.", (o, v) => o with { SaveEvery = v }),
        TrainingFlag.Of<bool>("--save-best", "A checkpoint at every evaluation too; without it only checkpoints can be the best.", (o, v) => o with { SaveBest = v }),
        TrainingFlag.Of<int>("--log-every", "Steps between two log lines.", (o, v) => o with { LogEvery = v }),
        TrainingFlag.OfName<KeptWeights>("--keep", "Weights to end with: best (the lowest evaluation loss), macroF1 or accuracy (of the watched rows' decisions), or last.", (o, v) => o with { Keep = v }),
        TrainingFlag.Of<int>("--length-window", "Sort the rows of this many steps by length; 0 does not.", (o, v) => o with { LengthWindow = v }),
        TrainingFlag.Of<string>("--device", "auto, cpu, cuda or cuda:N.", (o, v) => o with { Device = v }),
        TrainingFlag.OfName<ComputeType>("--dtype", "Type to multiply in: auto, float32, bf16 or fp16.", (o, v) => o with { DType = v }),
    ];
}
