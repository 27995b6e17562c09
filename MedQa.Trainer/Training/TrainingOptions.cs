using System.Text.Json.Serialization;
using MedQa.Model.Answers;
using MedQa.Model.Hub;
using MedQa.Model.Quantization;
using MedQa.Model.Training;
using MedQa.ServiceDefaults.Adapters;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Training;

/// <summary>
/// Everything that decides a fine-tuning run. The defaults are the reference recipe's but for what was measured to be better:
/// bf16, early stopping, and the best weights kept at every evaluation (<see cref="TrainingPreset.Recipe"/> has its own). Paths are
/// relative to the options file, or to the working folder where there is none.
/// </summary>
public sealed record TrainingOptions
{
    private const int MostSeeds = 100;

    /// <summary>The set of values that these options were laid over; null for the defaults.</summary>
    public TrainingPreset? Preset { get; init; }

    /// <summary>The base: a folder in Hugging Face's layout, a <c>.gguf</c> file, or a name on the hub (<c>owner/name[@revision][:file.gguf]</c>).</summary>
    public string Model { get; init; } = "";

    /// <summary>The rows: PubMedQA's <c>.json</c>, the hub's <c>.parquet</c>, <c>.jsonl</c>, or a data set's name on the hub (<c>owner/name[@revision][:path]</c>).</summary>
    public string Data { get; init; } = "";

    /// <summary>
    /// Ids to train on and to watch, <c>{"train": […], "validation": […]}</c>. Without it, all rows but the official test's
    /// (where its list lies beside the data), <see cref="EvaluationShare"/> of them to watch, the same for every seed.
    /// </summary>
    public string? Split { get; init; }

    /// <summary>Share of the rows that is watched and not trained on, where there is no split.</summary>
    public double EvaluationShare { get; init; } = 0.1;

    /// <summary>Folder that the adapter, or the model, is written to.</summary>
    public string Output { get; init; } = "";

    /// <summary>Name to publish the adapter under in the adapter store; null publishes nothing.</summary>
    public string? Publish { get; init; }

    /// <summary>Train every weight and write a model in place of an adapter.</summary>
    public bool Full { get; init; }

    /// <summary>How the base's projections are kept: as they are, or in NF4 (QLoRA). A base that was saved in 4 bit stays so.</summary>
    public QuantizationKind Quantization { get; init; } = QuantizationKind.None;

    /// <summary>Where the decision stands in the response.</summary>
    public DecisionPlacement Placement { get; init; } = DecisionPlacement.Last;

    /// <summary>What the prompt begins with; empty for none.</summary>
    public string SystemPrompt { get; init; } = AnswerFormat.DefaultSystemPrompt;

    /// <summary>
    /// Folder of an adapter in PEFT's layout, made for the same base, whose weights the training starts from; null for fresh ones. Its
    /// rank, alpha and projections are taken; the dropout is the run's own.
    /// </summary>
    public string? StartFrom { get; init; }

    /// <summary>The adapter's terms.</summary>
    public LoraOptions Lora { get; init; } = new();

    /// <summary>Passes over the rows.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Peak of the learning rate.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Rows computed at once.</summary>
    public int Batch { get; init; } = 2;

    /// <summary>Batches whose gradients make one step.</summary>
    public int Accumulation { get; init; } = 8;

    /// <summary>
    /// Tokens computed at once: as many of a step's rows as fit, in place of <see cref="Batch"/>; 0 goes by <see cref="Batch"/>. A
    /// step is <see cref="Batch"/> · <see cref="Accumulation"/> rows and has the same gradients either way.
    /// </summary>
    public int MicroBatchTokens { get; init; }

    /// <summary>Layers that keep their input alone and are computed twice, to need less memory; the result is the same.</summary>
    public ActivationCheckpointing Checkpointing { get; init; } = ActivationCheckpointing.Auto;

    /// <summary>How weights are changed along their gradients.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the squared mean.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How the rate goes from its peak to zero.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Share of the steps that warms the rate up.</summary>
    public double WarmupShare { get; init; } = 0.03;

    /// <summary>Largest norm of a step's gradients.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>
    /// How often a token that holds the decision counts in the training loss, <c>Σ weight · loss / Σ weight</c> over a step's response
    /// tokens. Of some fifty tokens one says yes, no or maybe. The evaluation loss counts every token once. The default is the best of
    /// 1, 4, 16 and 64 by cross-validation (docs/better-decisions.md).
    /// </summary>
    public double DecisionWeight { get; init; } = 16;

    /// <summary>Most tokens of a row; a longer one loses the end of its context, never of its response.</summary>
    public int MaxLength { get; init; } = 2048;

    /// <summary>Decides the first weights, the orders and the dropout.</summary>
    public long Seed { get; init; }

    /// <summary>Seeds to run one after the other, each into <c>seed-N</c> in the output; empty runs <see cref="Seed"/> into the output itself.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>Steps between two evaluations.</summary>
    public int EvaluateEvery { get; init; } = 50;

    /// <summary>Whether an epoch ends with an evaluation too.</summary>
    public bool EvaluateEpochEnds { get; init; } = true;

    /// <summary>
    /// Evaluations in a row without a lower loss, or a higher figure where <see cref="Keep"/> goes by one, after which the run ends;
    /// 0 runs to the end. Not where the last weights are kept.
    /// </summary>
    public int EarlyStopping { get; init; } = 3;

    /// <summary>
    /// Whether an evaluation scores the watched rows' decisions too, and tells the loss of the decisions' tokens apart; always where
    /// <see cref="Keep"/> goes by them.
    /// </summary>
    public bool EvaluateDecisions { get; init; }

    /// <summary>Steps between two checkpoints, from which a run that was killed goes on.</summary>
    public int SaveEvery { get; init; } = 100;

    /// <summary>
    /// Make a checkpoint at every evaluation too, and keep the weights of each that improves; without it only an evaluation at a
    /// multiple of <see cref="SaveEvery"/> can be the best.
    /// </summary>
    public bool SaveBest { get; init; } = true;

    /// <summary>Steps between two log lines.</summary>
    public int LogEvery { get; init; } = 10;

    /// <summary>Which weights the run ends with.</summary>
    public KeptWeights Keep { get; init; } = KeptWeights.Best;

    /// <summary>Sort the rows of this many steps by length, so that rows of like length are computed together; 0 does not.</summary>
    public int LengthWindow { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Type to multiply in; trained weights are float32 always.</summary>
    [JsonPropertyName("dtype")]
    public ComputeType DType { get; init; } = ComputeType.Auto;

    /// <summary>The options of one of <see cref="Seeds"/>.</summary>
    internal TrainingOptions OfSeed(long seed) => this with
    {
        Seed = seed,
        Seeds = [],
        Output = Path.Combine(Output, FormattableString.Invariant($"seed-{seed}")),
    };

    /// <summary>The learning rates of a run.</summary>
    internal IRateSchedule RateSchedule(int steps) => Schedule == LearningRateSchedule.WarmupThenCosine
        ? new WarmupThenCosineSchedule(LearningRate, steps, (int)Math.Ceiling(WarmupShare * steps))
        : new CosineSchedule(LearningRate, steps, WarmupShare * steps);

    /// <summary>Whether evaluations score decisions.</summary>
    internal bool ScoresDecisions => EvaluateDecisions || Keep.GoesByDecisions();

    /// <summary>Rows of a step.</summary>
    internal int StepRows => Batch * Accumulation;

    /// <summary>How prompts and responses are laid out.</summary>
    internal AnswerFormat Format => new() { Placement = Placement, SystemPrompt = SystemPrompt };

    /// <exception cref="ArgumentException">An option is out of its range; lists all that are.</exception>
    public void Validate()
    {
        var check = new OptionsCheck();
        check.Require(Model.Length > 0, "model", "a folder, a .gguf file or a name on the hub", null);
        check.Require(Data.Length > 0, "data", "a file or a name on the hub", null);
        check.Require(Output.Length > 0, "output", "a folder", null);
        check.Require(Publish is null || AdapterName.IsValid(Publish), "publish", AdapterName.Rule, Publish);
        check.Require(Publish is null || !Full, "publish", "left out where full is set (the store holds adapters)", Publish);
        check.Require(Enum.IsDefined(Quantization), "quantization", "none or nf4", Quantization);
        check.Require(Quantization == QuantizationKind.None || !Full, "quantization", "none where full is set (weights in 4 bit can't be trained)", Quantization);
        check.Require(EvaluationShare is >= 0 and < 1, "evaluationShare", "at least 0 and below 1", EvaluationShare);
        check.Require(Enum.IsDefined(Placement), "placement", "first or last", Placement);
        check.Require(StartFrom is null || !Full, "startFrom", "left out where full is set (it is an adapter)", StartFrom);
        check.Require(StartFrom is null || StartFrom.Length > 0, "startFrom", "a folder, or left out", "empty");
        check.Require(Lora.Rank is >= 1 and <= 4096, "lora.rank", "between 1 and 4096", Lora.Rank);
        check.Require(Lora.Alpha is > 0 and < double.PositiveInfinity, "lora.alpha", "above 0", Lora.Alpha);
        check.Require(Lora.Dropout is >= 0 and < 1, "lora.dropout", "at least 0 and below 1", Lora.Dropout);
        check.Require(Lora.TargetModules.Count > 0, "lora.targetModules", "at least one name", 0);
        check.Require(Epochs is >= 1 and <= 1000, "epochs", "between 1 and 1000", Epochs);
        check.Require(LearningRate is > 0 and <= 1, "learningRate", "above 0 and at most 1", LearningRate);
        check.Require(Batch is >= 1 and <= 4096, "batch", "between 1 and 4096", Batch);
        check.Require(Accumulation is >= 1 and <= 4096, "accumulation", "between 1 and 4096", Accumulation);
        check.Require(MicroBatchTokens is 0 or (>= 16 and <= 1 << 24), "microBatchTokens", "0, or between 16 and 16777216", MicroBatchTokens);
        check.Require(Enum.IsDefined(Optimizer), "optimizer", "adamw, adamw_8bit or paged_adamw_8bit", Optimizer);
        check.Require(WeightDecay is >= 0 and < 1, "weightDecay", "at least 0 and below 1", WeightDecay);
        check.Require(Beta1 is >= 0 and < 1, "beta1", "at least 0 and below 1", Beta1);
        check.Require(Beta2 is >= 0 and < 1, "beta2", "at least 0 and below 1", Beta2);
        check.Require(Epsilon > 0, "epsilon", "above 0", Epsilon);
        check.Require(WarmupShare is >= 0 and < 1, "warmupShare", "at least 0 and below 1", WarmupShare);
        check.Require(ClipNorm > 0, "clipNorm", "above 0", ClipNorm);
        check.Require(DecisionWeight is > 0 and <= 1e6, "decisionWeight", "above 0 and at most 1000000", DecisionWeight);
        check.Require(MaxLength is >= 16 and <= 1 << 20, "maxLength", "between 16 and 1048576", MaxLength);
        check.Require(EvaluateEvery >= 1, "evaluateEvery", "1 or more", EvaluateEvery);
        check.Require(Enum.IsDefined(Schedule), "schedule", "cosine or warmupThenCosine", Schedule);
        check.Require(Seeds.Count <= MostSeeds && Seeds.Distinct().Count() == Seeds.Count, "seeds", $"at most {MostSeeds} different numbers", string.Join(", ", Seeds));
        check.Require(EarlyStopping >= 0, "earlyStopping", "0 or more", EarlyStopping);
        check.Require(SaveEvery >= 1, "saveEvery", "1 or more", SaveEvery);
        check.Require(LogEvery >= 1, "logEvery", "1 or more", LogEvery);
        check.Require(Enum.IsDefined(Keep), "keep", "best, macroF1, accuracy or last", Keep);
        check.Require(LengthWindow >= 0, "lengthWindow", "0 or more", LengthWindow);
        check.ThrowIfAny();
    }

    /// <summary>The same options with every path made absolute; names on the hub stay as they are.</summary>
    /// <param name="folder">What relative paths are relative to.</param>
    public TrainingOptions Rooted(string folder) => this with
    {
        Model = HubPath.Rooted(Model, folder),
        Data = HubPath.Rooted(Data, folder),
        Output = Rooted(Output, folder),
        Split = Split is null ? null : Rooted(Split, folder),
        StartFrom = StartFrom is null ? null : Rooted(StartFrom, folder),
    };

    private static string Rooted(string path, string folder) => path.Length == 0 ? path : Path.GetFullPath(path, folder);
}
