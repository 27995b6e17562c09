using MedQa.Model.Fused;
using MedQa.Model.Mistral;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Training;

/// <summary>
/// Bytes that a training pass keeps for its backward pass, estimated from the model's shape: what it saves in a decoder layer for
/// each token, with c bytes a value in the compute type, E hidden, Q = H · D, K = Hkv · D, I the feed-forward's width.
/// </summary>
/// <remarks>
/// <para>The plain pass, whose autograd decides:</para>
/// <para>Residual stream, float32: 8E at the two norms; 8E more where the norms' weights are trained.</para>
/// <para>
/// Inputs of the projections: with an adapter's dropout each of the seven has its own, c(5E + Q + I), and its mask, as many
/// values (a byte each on a GPU, c on the CPU); without, q, k, v share one and gate, up another, c(2E + Q + I).
/// </para>
/// <para>Attention: queries, repeated keys and values, and the output, 4cQ. SwiGLU: gate, silu(gate) and up, 3cI.</para>
/// <para>A model that is trained whole and multiplied in a shorter type keeps its cast matrices too, whatever the tokens.</para>
/// <para>
/// For Mistral 7B in bf16 with dropout that is 8.6 MB a token over 32 layers; PEFT with bitsandbytes took 8.7, logits included. A
/// checkpointed layer keeps 4E bytes a token, and one at a time needs a layer's whole amount while it is computed again.
/// </para>
/// <para>
/// Measured on the CPU it is 7 to 9% high where freed blocks go back to the system. glibc keeps blocks below 32 MiB, of which holes
/// remain: up to 1.6 times the estimate was seen, so half of the free memory is counted on there, and four fifths on a GPU.
/// </para>
/// <para>
/// The fused pass keeps the residual stream at the two norms, queries, keys, values, attention's output, gate and up:
/// 2rE + c(2Q + 2K + 2I), r bytes a value of the residual stream; a checkpointed layer keeps rE. While a layer is differentiated
/// it needs 2cI and some rows of E more.
/// </para>
/// </remarks>
public sealed class ActivationMemory
{
    private readonly MistralConfig config;
    private readonly double usableShare;

    private ActivationMemory(MistralConfig config, double usableShare)
    {
        this.config = config;
        this.usableShare = usableShare;
    }

    /// <summary>Of the plain pass.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="compute">Type that matrices are multiplied in.</param>
    /// <param name="device">Where.</param>
    /// <param name="full">Whether every weight is trained, not an adapter.</param>
    /// <param name="dropout">Whether an adapter's dropout is on.</param>
    public static ActivationMemory OfPlainPass(MistralConfig config, ScalarType compute, DeviceType device, bool full, bool dropout)
    {
        ArgumentNullException.ThrowIfNull(config);
        long hidden = config.HiddenSize;
        long inner = config.IntermediateSize;
        var queries = (long)config.NumAttentionHeads * config.HeadDim;
        var keys = (long)config.NumKeyValueHeads * config.HeadDim;
        var bytes = compute.ElementSize();
        var separate = (5 * hidden) + queries + inner;
        var shared = (2 * hidden) + queries + inner;
        var inputs = dropout ? separate * (bytes + (device == DeviceType.CUDA ? 1 : bytes)) : shared * bytes;
        return new ActivationMemory(config, device == DeviceType.CUDA ? 0.8 : 0.5)
        {
            LayerBytesPerToken = (full ? 16 : 8) * hidden + inputs + (bytes * ((4 * queries) + (3 * inner))),
            LayerBytes = full && bytes < sizeof(float) ? bytes * ((2 * hidden * (queries + keys)) + (3 * hidden * inner)) : 0,
            CheckpointedBytesPerToken = sizeof(float) * hidden,
        };
    }

    /// <summary>Of the fused pass.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="compute">Type that matrices are multiplied in: bf16, whose residual stream is bf16 too, or fp16, where it is float32.</param>
    public static ActivationMemory OfFusedPass(MistralConfig config, ScalarType compute)
    {
        ArgumentNullException.ThrowIfNull(config);
        long hidden = config.HiddenSize;
        long inner = config.IntermediateSize;
        var queries = (long)config.NumAttentionHeads * config.HeadDim;
        var keys = (long)config.NumKeyValueHeads * config.HeadDim;
        long narrow = compute.ElementSize();
        long residual = FusedTrainingPass.Residual(compute).ElementSize();
        return new ActivationMemory(config, 0.8)
        {
            LayerBytesPerToken = (2 * residual * hidden) + (narrow * ((2 * queries) + (2 * keys) + (2 * inner))),
            CheckpointedBytesPerToken = residual * hidden,
            WorkBytesPerToken = (2 * narrow * inner) + (8 * residual * hidden),
        };
    }

    /// <summary>Bytes a token that a layer keeps.</summary>
    public long LayerBytesPerToken { get; private init; }

    /// <summary>Bytes that a layer keeps however many tokens there are.</summary>
    public long LayerBytes { get; private init; }

    /// <summary>Bytes a token that a checkpointed layer keeps.</summary>
    public long CheckpointedBytesPerToken { get; private init; }

    /// <summary>Bytes a token that a layer needs besides while it is differentiated, where that is not what it keeps.</summary>
    public long WorkBytesPerToken { get; private init; }

    /// <summary>Bytes that a pass needs at its peak.</summary>
    /// <param name="tokens">Tokens computed at once.</param>
    /// <param name="checkpointed">Checkpointed layers.</param>
    public long Bytes(long tokens, int checkpointed)
    {
        var layer = (tokens * LayerBytesPerToken) + LayerBytes;
        var recomputed = checkpointed > 0 ? layer : 0;
        return (checkpointed * tokens * CheckpointedBytesPerToken) + ((config.NumHiddenLayers - checkpointed) * layer) + recomputed + (tokens * WorkBytesPerToken)
            + ChunkedCrossEntropy.Bytes(tokens, config.VocabSize);
    }

    /// <summary>The fewest layers to checkpoint so that a pass fits; all where it never does.</summary>
    /// <param name="tokens">The most tokens computed at once.</param>
    /// <param name="freeBytes">Free memory of the device, once everything else is there.</param>
    public int LayersToCheckpoint(long tokens, long freeBytes)
    {
        var layers = 0;
        while (layers < config.NumHiddenLayers && Bytes(tokens, layers) > usableShare * freeBytes)
        {
            layers++;
        }

        return layers;
    }
}
