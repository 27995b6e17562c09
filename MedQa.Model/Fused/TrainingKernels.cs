using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>
/// The steps between the matrix products of a training pass, each one pass over memory on a GPU. Nothing here builds an
/// autograd graph. Results belong to the caller's dispose scope.
/// </summary>
/// <remarks>
/// T tokens of all sequences, E hidden, I intermediate, H query heads, Hkv key-value heads, D head size, V vocabulary. "Narrow" is
/// the type that matrices are multiplied in, "residual" that of the residual stream and of its gradient.
/// </remarks>
internal abstract class TrainingKernels
{
    /// <summary>x' = x + delta, then RMSNorm, then dropped copies for LoRA.</summary>
    /// <param name="x">[T,E] residual.</param>
    /// <param name="delta">[T,E] narrow, or null: x' is x itself.</param>
    /// <param name="weight">The norm's, float32 [E].</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="copies">How many dropped copies.</param>
    /// <param name="dropout">Their dropout.</param>
    public abstract NormResult AddNorm(Tensor x, Tensor? delta, Tensor weight, double epsilon, int copies, Dropout dropout);

    /// <summary>Adds the gradient that comes through a norm to the residual stream's.</summary>
    /// <param name="grad">Gradient of the norm's output, [T,E] narrow.</param>
    /// <param name="terms">What comes back through each LoRA copy before its mask, [copies,T,E] narrow, or null.</param>
    /// <param name="x">The norm's input, [T,E] residual.</param>
    /// <param name="reciprocal">1 / root mean square, float32 [T].</param>
    /// <param name="weight">The norm's, float32 [E].</param>
    /// <param name="dx">[T,E] residual; added to in place.</param>
    /// <param name="dropout">The copies' dropout.</param>
    public abstract void NormBackward(Tensor grad, Tensor? terms, Tensor x, Tensor reciprocal, Tensor weight, Tensor dx, Dropout dropout);

    /// <summary>Turns queries and keys by their positions, in place.</summary>
    /// <param name="packed">[T,(H + 2·Hkv)·D] narrow: queries, keys, values.</param>
    /// <param name="positions">int32 [T].</param>
    /// <param name="angles">cos and sin, float32 [positions,D/2].</param>
    /// <param name="heads">H + Hkv.</param>
    public abstract void Rotate(Tensor packed, Tensor positions, (Tensor Cos, Tensor Sin) angles, int heads);

    /// <summary>Turns the gradients of queries and keys back and lays all three side by side.</summary>
    /// <param name="queries">[T,H,D] narrow.</param>
    /// <param name="keys">[T,Hkv,D] narrow.</param>
    /// <param name="values">[T,Hkv,D] narrow.</param>
    /// <param name="positions">int32 [T].</param>
    /// <param name="angles">As in <see cref="Rotate"/>.</param>
    /// <returns>[T,(H + 2·Hkv)·D] narrow.</returns>
    public abstract Tensor RotateBack(Tensor queries, Tensor keys, Tensor values, Tensor positions, (Tensor Cos, Tensor Sin) angles);

    /// <summary>Causal attention within each sequence.</summary>
    /// <param name="queries">[T,H,D] narrow; may be a view with other strides than a contiguous tensor's, as the others.</param>
    /// <param name="keys">[T,Hkv,D] narrow.</param>
    /// <param name="values">[T,Hkv,D] narrow.</param>
    /// <param name="sequences">Where each begins.</param>
    /// <param name="window">A token sees this many, itself included; null: all before it.</param>
    /// <returns>[T,H,D] narrow and what the backward pass needs.</returns>
    public abstract AttentionResult Attention(Tensor queries, Tensor keys, Tensor values, PackedSequences sequences, int? window);

    /// <summary>The gradients of queries, keys and values, in their shapes, contiguous.</summary>
    public abstract (Tensor Queries, Tensor Keys, Tensor Values) AttentionBackward(
        Tensor grad, Tensor queries, Tensor keys, Tensor values, AttentionResult result, PackedSequences sequences, int? window);

    /// <summary>mask · x.</summary>
    public abstract Tensor Drop(Tensor x, Dropout dropout);

    /// <summary>grad += mask · term, and term becomes mask · x: both in place. Same shapes, narrow.</summary>
    public abstract void DropBackward(Tensor x, Tensor term, Tensor grad, Dropout dropout);

    /// <summary>silu(gate) ⊙ up, and a dropped copy of it where the dropout is on.</summary>
    public abstract (Tensor Product, Tensor? Copy) SwiGlu(Tensor gate, Tensor up, Dropout dropout);

    /// <summary>
    /// In place: gate and up become their gradients, and term, the gradient through LoRA's copy before its mask (or null), becomes
    /// that copy.
    /// </summary>
    public abstract void SwiGluBackward(Tensor gate, Tensor up, Tensor grad, Tensor? term, Dropout dropout);

    /// <summary>Cross-entropy of each row times its weight; where a gradient is asked for, the logits become it.</summary>
    /// <param name="logits">[N,V] narrow.</param>
    /// <param name="targets">int64 [N].</param>
    /// <param name="weights">float32 [N], or null: each 1.</param>
    /// <param name="scale">What the gradients are multiplied by; null: none are needed.</param>
    /// <returns>float32 [N], not scaled.</returns>
    public abstract Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? weights, double? scale);

    /// <summary>Copies matrices of a flat float32 vector into a flat narrow one whose rows are padded.</summary>
    /// <param name="source">float32 [n].</param>
    /// <param name="destination">Narrow [m].</param>
    /// <param name="table">int64 [matrices,5] on the device: offsets in source and destination, rows, columns, columns in the destination.</param>
    public abstract void NarrowMatrices(Tensor source, Tensor destination, Tensor table);

    /// <summary>destination += scale · source, over the rows and columns that the destination has.</summary>
    /// <param name="source">[at least rows, at least columns] narrow, contiguous rows.</param>
    /// <param name="destination">[rows,columns] float32.</param>
    /// <param name="scale">The factor.</param>
    public abstract void AddGradient(Tensor source, Tensor destination, double scale);
}
