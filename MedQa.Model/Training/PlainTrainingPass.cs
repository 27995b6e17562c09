using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Training;

/// <summary>
/// The training pass out of torch's own operations and autograd, for every device: the reference that fused kernels are
/// checked against, and the CPU's path. Trains an adapter over a frozen base, or every weight of the model.
/// </summary>
/// <remarks>
/// <para>
/// The backward pass is driven from here, piece by piece: the loss gives the gradient of the last hidden states, autograd takes
/// it through the layers that kept their activations, and each checkpointed layer (Chen et al., 2016, arXiv:1604.06174) is
/// computed again from its input, with the same dropout, and differentiated at once. So one layer's activations are alive at a
/// time, and the gradients are the same bits as without checkpointing.
/// </para>
/// <para>Layers before the first trained weight are never differentiated. Gradients are added to the leaves' <c>grad</c> by autograd.</para>
/// </remarks>
public sealed class PlainTrainingPass : ITrainingPass
{
    private readonly MistralForCausalLM model;
    private readonly LoraAdapter? adapter;
    private readonly double residualDropout;
    private readonly int firstTrained;
    private readonly int firstKept;
    private readonly int lossRows;

    /// <param name="model">The model; its weights ask for gradients where it is trained whole. Stays the caller's.</param>
    /// <param name="adapter">The adapter that is trained, or null to train the model. Stays the caller's.</param>
    /// <param name="checkpointedLayers">The first n layers keep their input alone and are computed twice; 0 for none.</param>
    /// <param name="residualDropout">
    /// Share of the values zeroed, in training, in what attention and feed-forward add to the hidden states (Vaswani et al., 2017,
    /// section 5.4), the rest scaled up; embeddings are left whole.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many layers, or the share is not in [0, 1).</exception>
    public PlainTrainingPass(MistralForCausalLM model, LoraAdapter? adapter, int checkpointedLayers, double residualDropout = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(checkpointedLayers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(checkpointedLayers, model.Config.NumHiddenLayers);
        ArgumentOutOfRangeException.ThrowIfNegative(residualDropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(residualDropout, 1);
        this.model = model;
        this.adapter = adapter;
        this.residualDropout = residualDropout;
        firstTrained = adapter?.FirstLayer ?? 0;
        firstKept = Math.Max(firstTrained, checkpointedLayers);
        lossRows = ChunkedCrossEntropy.RowsAtOnce(model.Config.VocabSize);
    }

    private bool TrainsEmbedding => adapter is null;

    /// <inheritdoc/>
    public Tensor Accumulate(PackedBatch batch, double scale, long seed)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Validate(model.Config.VocabSize);
        using var scope = NewDisposeScope();
        using var mode = new AdapterMode(adapter, training: true);
        var ids = batch.IdsOn(model.Device);
        var step = model.PackedStep(batch.Lengths, adapter) with { ResidualDropout = residualDropout };
        var inputs = new Tensor?[firstKept];
        var kept = Leaf(ForwardCheckpointed(ids, step, inputs, seed), firstKept);
        var predicting = Predicting(ForwardKept(kept, step, seed), batch);
        var (sum, gradient) = ChunkedCrossEntropy.SumAndGradient(model, predicting, Targets(batch), batch.WeightsOn(model.Device), scale, lossRows);
        autograd.backward(predicting, gradient);
        var upstream = kept.grad;
        for (var layer = firstKept - 1; layer >= firstTrained; layer--)
        {
            upstream = Backward(layer, inputs[layer]!, step, seed, upstream!);
        }

        if (TrainsEmbedding)
        {
            autograd.backward(model.Embed(ids), upstream!);
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Loss(PackedBatch batch)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return ChunkedCrossEntropy.Sum(model, Predicting(batch), Targets(batch), batch.WeightsOn(model.Device), lossRows).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Losses(PackedBatch batch)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return ChunkedCrossEntropy.Each(model, Predicting(batch), Targets(batch), batch.WeightsOn(model.Device), lossRows).MoveToOuterDisposeScope();
    }

    /// <summary>Nothing: the model and the adapter are the caller's.</summary>
    public void Dispose()
    {
    }

    /// <summary>The first layers without autograd; of those that are differentiated later the input is kept.</summary>
    /// <returns>The first kept layer's input, [1,T,E] float32.</returns>
    private Tensor ForwardCheckpointed(Tensor ids, ForwardStep step, Tensor?[] inputs, long seed)
    {
        using var none = no_grad();
        var x = model.Embed(ids);
        for (var layer = 0; layer < firstKept; layer++)
        {
            var next = Forward(layer, x, step, seed);
            if (layer >= firstTrained)
            {
                inputs[layer] = x;
            }
            else
            {
                x.Dispose();
            }

            x = next;
        }

        return x;
    }

    private Tensor ForwardKept(Tensor x, ForwardStep step, long seed)
    {
        using var scope = NewDisposeScope();
        for (var layer = firstKept; layer < model.Layers.Count; layer++)
        {
            x = Forward(layer, x, step, seed);
        }

        return model.Finish(x).MoveToOuterDisposeScope();
    }

    /// <summary>Computes a checkpointed layer again and differentiates it.</summary>
    /// <param name="upstream">The gradient of its output, [1,T,E] float32; disposed.</param>
    /// <returns>The gradient of its input, or null where nothing before it is trained.</returns>
    private Tensor? Backward(int layer, Tensor input, ForwardStep step, long seed, Tensor upstream)
    {
        using var scope = NewDisposeScope();
        var leaf = Leaf(input, layer);
        autograd.backward(Forward(layer, leaf, step, seed), upstream);
        upstream.Dispose();
        input.Dispose();
        return leaf.grad?.MoveToOuterDisposeScope();
    }

    private Tensor Forward(int layer, Tensor x, ForwardStep step, long seed)
    {
        if (residualDropout > 0 || adapter is { Config.Dropout: > 0 })
        {
            DropoutSeed.Set(seed, layer, model.Device);
        }

        return model.Layers[layer].Forward(x, step);
    }

    /// <summary>A layer's input, cut off from what made it; its gradient is wanted where something before it is trained.</summary>
    private Tensor Leaf(Tensor x, int layer) => x.detach().requires_grad_(TrainsEmbedding || layer > firstTrained);

    /// <summary>The last hidden states that predict a target, without dropout, [N,E].</summary>
    private Tensor Predicting(PackedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Validate(model.Config.VocabSize);
        using var mode = new AdapterMode(adapter, training: false);
        return Predicting(model.ForwardPacked(batch.IdsOn(model.Device), batch.Lengths, adapter), batch);
    }

    private Tensor Predicting(Tensor hidden, PackedBatch batch) => hidden.squeeze(0).index_select(0, tensor(batch.Positions).to(model.Device));

    private Tensor Targets(PackedBatch batch) => tensor(batch.Targets).to(model.Device);
}
