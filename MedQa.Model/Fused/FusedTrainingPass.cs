using MedQa.Model.Cuda;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>
/// The training pass of an adapter over a frozen base on a GPU: layers whose forward and backward are written out over matrix
/// products, FlashAttention and kernels of our own. It computes what <see cref="PlainTrainingPass"/> computes, with the residual
/// stream in bf16 where products are in bf16 (float32 in fp16).
/// </summary>
/// <remarks>
/// The dropout's random numbers are not torch's, so a dropped run differs from the plain pass' in its masks. FlashAttention adds
/// up gradients in no fixed order: two runs differ by rounding.
/// </remarks>
public sealed class FusedTrainingPass : ITrainingPass
{
    private const int LossRows = 1024;
    private const int Alignment = 8;
    private const int WidestRow = 16_384;
    private const int WidestHead = 256;
    private const int OldestCapability = 80;

    private readonly MistralForCausalLM model;
    private readonly LoraAdapter adapter;
    private readonly ScalarType narrow;
    private readonly ScalarType residual;
    private readonly TrainingKernels kernels;
    private readonly MatrixScratch matrices;
    private readonly FusedLayer[] layers;
    private readonly NarrowAdapter narrowAdapter;
    private readonly int checkpointed;

    /// <param name="model">The base, on a CUDA device. Stays the caller's.</param>
    /// <param name="adapter">The adapter that is trained; its weights' <c>grad</c> are float32 and set. Stays the caller's.</param>
    /// <param name="checkpointedLayers">The first n layers keep their input alone and are computed again.</param>
    /// <exception cref="NotSupportedException">The kernels do not take this model or device; see <see cref="WhyNot"/>.</exception>
    /// <exception cref="CudaException">The kernels can't be compiled.</exception>
    public FusedTrainingPass(MistralForCausalLM model, LoraAdapter adapter, int checkpointedLayers)
        : this(model, adapter, checkpointedLayers, Kernels(model))
    {
    }

    internal FusedTrainingPass(MistralForCausalLM model, LoraAdapter adapter, int checkpointedLayers, TrainingKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentOutOfRangeException.ThrowIfNegative(checkpointedLayers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(checkpointedLayers, model.Config.NumHiddenLayers);
        this.model = model;
        this.adapter = adapter;
        this.kernels = kernels;
        checkpointed = checkpointedLayers;
        narrow = model.ComputeDType;
        residual = Residual(narrow);
        matrices = new MatrixScratch(narrow, model.Device);
        layers = [.. model.Layers.Select((layer, i) => new FusedLayer(model.Config, i, layer, adapter.Layers[i], kernels, matrices))];
        narrowAdapter = new NarrowAdapter(adapter, [.. layers.Select(l => l.Groups)], narrow, kernels);
    }

    /// <summary>Why a model can't be trained with this pass, or null where it can.</summary>
    public static string? WhyNot(MistralForCausalLM model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var config = model.Config;
        return model.Device.type != DeviceType.CUDA ? $"the model is on {model.Device}, not on a CUDA device"
            : CudaContext.ComputeCapability(CudaContext.Index(model.Device)) is var capability and < OldestCapability
                ? $"the GPU has compute capability {capability / 10}.{capability % 10}, and FlashAttention and bf16 need 8.0 or above"
            : model.ComputeDType is not (ScalarType.BFloat16 or ScalarType.Float16) ? $"products are in {model.ComputeDType}, not in bf16 or fp16"
            : model.DType != model.ComputeDType ? $"weights are kept in {model.DType} but multiplied in {model.ComputeDType}"
            : config.HeadDim % (2 * Alignment) != 0 || config.HeadDim > WidestHead ? $"the head size {config.HeadDim} is no multiple of 16 up to 256"
            : config.HiddenSize % Alignment != 0 || config.HiddenSize > WidestRow ? $"the hidden size {config.HiddenSize} is no multiple of 8 up to {WidestRow}"
            : config.IntermediateSize % Alignment != 0 ? $"the intermediate size {config.IntermediateSize} is no multiple of 8"
            : config.VocabSize % Alignment != 0 ? $"the vocabulary's size {config.VocabSize} is no multiple of 8"
            : null;
    }

    /// <inheritdoc/>
    public Tensor Accumulate(PackedBatch batch, double scale, long seed)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Validate(model.Config.VocabSize);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var step = Step(batch, seed, training: true);
        var memories = new LayerMemory?[layers.Length];
        try
        {
            var (x, delta) = Forward(step, memories);
            var (sum, _, dx) = Loss(x, delta, step.Sequences, scale);
            for (var i = layers.Length - 1; i >= adapter.FirstLayer; i--)
            {
                var memory = memories[i]!;
                memories[i] = null;
                narrowAdapter.Fill(i);
                layers[i].Backward(memory, dx!, step);
            }

            return sum.MoveToOuterDisposeScope();
        }
        finally
        {
            foreach (var memory in memories)
            {
                memory?.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public Tensor Loss(PackedBatch batch)
    {
        using var scope = NewDisposeScope();
        return Evaluate(batch).Sum.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Losses(PackedBatch batch)
    {
        using var scope = NewDisposeScope();
        return Evaluate(batch).Each.MoveToOuterDisposeScope();
    }

    /// <summary>Frees the narrow copies and the scratch memory.</summary>
    public void Dispose()
    {
        matrices.Dispose();
        narrowAdapter.Dispose();
    }

    /// <summary>The residual stream's type: that of the products, but float32 for fp16, whose range is too small for it.</summary>
    internal static ScalarType Residual(ScalarType narrow) => narrow == ScalarType.Float16 ? ScalarType.Float32 : narrow;

    private static CudaTrainingKernels Kernels(MistralForCausalLM model) => WhyNot(model) is { } reason
        ? throw new NotSupportedException($"This model can't be trained with the fused kernels: {reason}.")
        : new CudaTrainingKernels(model.Device, model.ComputeDType, Residual(model.ComputeDType));

    private FusedStep Step(PackedBatch batch, long seed, bool training)
    {
        var sequences = new PackedSequences(batch, model.Device);
        return new FusedStep(sequences, model.Angles(sequences.Longest), narrow, seed, training);
    }

    /// <summary>Σ loss and each target's, without dropout.</summary>
    private (Tensor Sum, Tensor Each) Evaluate(PackedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Validate(model.Config.VocabSize);
        using var none = no_grad();
        var step = Step(batch, 0, training: false);
        var (x, delta) = Forward(step, null);
        var (sum, each, _) = Loss(x, delta, step.Sequences, null);
        return (sum, each);
    }

    /// <summary>Runs the layers.</summary>
    /// <param name="memories">Gets what each layer from the first trained one on keeps; null: nothing is kept.</param>
    /// <returns>The residual stream before the last addition, and what is to be added.</returns>
    private (Tensor X, Tensor Delta) Forward(FusedStep step, LayerMemory?[]? memories)
    {
        var x = model.Embed(step.Sequences.Ids.unsqueeze(0)).squeeze(0).to(residual);
        Tensor? delta = null;
        for (var i = 0; i < layers.Length; i++)
        {
            var keep = memories is null || i < adapter.FirstLayer ? KeptMemory.None : i < checkpointed ? KeptMemory.Input : KeptMemory.All;
            narrowAdapter.Fill(i);
            var (next, added, memory) = layers[i].Forward(x, delta, step, keep);
            if (memories is not null)
            {
                memories[i] = memory;
            }

            x.Dispose();
            delta?.Dispose();
            (x, delta) = (next, added);
        }

        return (x, delta!);
    }

    /// <summary>Σ weight · loss, each target's part of it, and where a scale is given the gradient of the last layer's output times it.</summary>
    private (Tensor Sum, Tensor Each, Tensor? Gradient) Loss(Tensor x, Tensor delta, PackedSequences sequences, double? scale)
    {
        using var scope = NewDisposeScope();
        var rows = sequences.TargetPositions;
        var last = kernels.AddNorm(x.index_select(0, rows), delta.index_select(0, rows), model.LastNorm.weight, model.Config.RmsNormEps, 0, default);
        var shape = x.shape;
        x.Dispose();
        delta.Dispose();
        var sum = zeros(1, ScalarType.Float32, model.Device);
        var each = empty(rows.size(0), ScalarType.Float32, model.Device);
        var grad = scale is null ? null : empty_like(last.Normed);
        for (long start = 0; start < rows.size(0); start += LossRows)
        {
            using var chunk = NewDisposeScope();
            var count = Math.Min(LossRows, rows.size(0) - start);
            var logits = last.Normed.narrow(0, start, count).mm(model.OutputMatrix.t());
            var losses = kernels.CrossEntropy(
                logits, sequences.Targets.narrow(0, start, count), sequences.TargetWeights?.narrow(0, start, count), scale);
            sum.add_(losses.sum());
            each.narrow(0, start, count).copy_(losses);
            grad?.narrow(0, start, count).addmm_(logits, model.OutputMatrix, beta: 0, alpha: 1);
        }

        Tensor? dx = null;
        if (grad is not null)
        {
            var part = zeros_like(last.Sum);
            kernels.NormBackward(grad, null, last.Sum, last.Reciprocal, model.LastNorm.weight, part, default);
            dx = zeros(shape, residual, model.Device).index_copy_(0, rows, part);
        }

        return (sum.squeeze(0).MoveToOuterDisposeScope(), each.MoveToOuterDisposeScope(), dx?.MoveToOuterDisposeScope());
    }
}
