using MedQa.Model.Lora;
using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>
/// The adapter's terms of projections that read the same input, with narrow copies of their matrices. Ranks are padded with zeros
/// to the group's largest and to a multiple of 8, so that the A of all lie in one tensor and every row is aligned.
/// </summary>
internal sealed class LoraGroup
{
    private const int Alignment = 8;

    private readonly LoraWeights[] terms;
    private readonly int[] slots;
    private readonly long inputs;

    /// <param name="projections">The group's projections' terms in their order; null where one is not adapted.</param>
    /// <param name="firstStream">The dropout stream of the first; each has one.</param>
    public LoraGroup(IReadOnlyList<LoraWeights?> projections, int firstStream)
    {
        slots = [.. Enumerable.Range(0, projections.Count).Where(i => projections[i] is not null)];
        terms = [.. slots.Select(i => projections[i]!)];
        Stream = firstStream;
        if (terms.Length > 0)
        {
            inputs = terms[0].A.size(1);
            Rank = (terms.Max(t => t.A.size(0)) + Alignment - 1) / Alignment * Alignment;
        }
    }

    /// <summary>Adapted projections.</summary>
    public int Count => terms.Length;

    /// <summary>The padded rank.</summary>
    public long Rank { get; }

    /// <summary>Whether a term's rank is below <see cref="Rank"/>.</summary>
    public bool IsPadded => terms.Any(t => t.A.size(0) < Rank);

    /// <summary>The dropout stream of the group's first copy.</summary>
    public int Stream { get; }

    /// <summary>Share of the inputs dropped.</summary>
    public double Probability => Count == 0 ? 0 : terms[0].Dropout;

    /// <summary>All A, [n,R,in] narrow.</summary>
    public Tensor A { get; private set; } = null!;

    /// <summary>Each B, [out,R] narrow.</summary>
    public IReadOnlyList<Tensor> B { get; private set; } = [];

    /// <summary>Elements of the narrow copies.</summary>
    public long Size => (Count * Rank * inputs) + terms.Sum(t => t.B.size(0) * Rank);

    /// <summary>Takes its part of its layer's narrow vector, and says how each matrix gets there.</summary>
    /// <param name="flat">The narrow vector, which all layers share.</param>
    /// <param name="start">Where this group's part begins.</param>
    /// <param name="offsets">Where each of the adapter's matrices lies in its flat float32 vector.</param>
    /// <returns>Rows of the table that <see cref="TrainingKernels.NarrowMatrices"/> takes.</returns>
    public IEnumerable<long[]> Place(Tensor flat, long start, IReadOnlyDictionary<Tensor, long> offsets)
    {
        var rows = new List<long[]>();
        A = flat.narrow(0, start, Count * Rank * inputs).view(Count, Rank, inputs).DetachFromDisposeScope();
        var b = new List<Tensor>();
        var at = start + (Count * Rank * inputs);
        for (var i = 0; i < Count; i++)
        {
            var (down, up) = (terms[i].A, terms[i].B);
            rows.Add([offsets[down], start + (i * Rank * inputs), down.size(0), inputs, inputs]);
            rows.Add([offsets[up], at, up.size(0), up.size(1), Rank]);
            b.Add(flat.narrow(0, at, up.size(0) * Rank).view(up.size(0), Rank).DetachFromDisposeScope());
            at += up.size(0) * Rank;
        }

        B = b;
        return rows;
    }

    /// <summary>x Aᵀ of every term.</summary>
    /// <param name="x">The input, [T,in].</param>
    /// <param name="copies">Its dropped copies [n,T,in], or null where nothing is dropped.</param>
    /// <returns>[n,T,R]; a view with other strides where nothing is dropped.</returns>
    public Tensor Low(Tensor x, Tensor? copies) => copies is not null
        ? copies.bmm(A.transpose(1, 2))
        : x.mm(A.view(Count * Rank, inputs).t()).view(x.size(0), Count, Rank).transpose(0, 1);

    /// <summary>Adds s · low Bᵀ of every term to its projection's output.</summary>
    /// <param name="low">As <see cref="Low"/> gives.</param>
    /// <param name="outputs">The outputs [T,out] of the group's projections, in their order.</param>
    public void AddTo(Tensor low, IReadOnlyList<Tensor> outputs)
    {
        for (var i = 0; i < Count; i++)
        {
            outputs[slots[i]].addmm_(low[i], B[i].t(), beta: 1, alpha: (float)terms[i].Scaling);
        }
    }

    /// <summary>The gradients of the low-rank activations, s · grad B of every term.</summary>
    /// <param name="grads">Gradients [T,out] of the group's projections' outputs, in their order.</param>
    /// <returns>[n,T,R].</returns>
    public Tensor LowGradients(IReadOnlyList<Tensor> grads)
    {
        var result = empty([Count, grads[0].size(0), Rank], grads[0].dtype, grads[0].device);
        for (var i = 0; i < Count; i++)
        {
            result[i].addmm_(grads[slots[i]], B[i], beta: 0, alpha: (float)terms[i].Scaling);
        }

        return result;
    }

    /// <summary>Adds the gradients of every B.</summary>
    /// <param name="low">As <see cref="Low"/> gives.</param>
    /// <param name="grads">Gradients [T,out] of the group's projections' outputs, in their order.</param>
    /// <param name="kernels">The kernels.</param>
    public void BackwardB(Tensor low, IReadOnlyList<Tensor> grads, TrainingKernels kernels)
    {
        for (var i = 0; i < Count; i++)
        {
            using var scope = NewDisposeScope();
            kernels.AddGradient(grads[slots[i]].t().mm(low[i]), terms[i].B.grad!, terms[i].Scaling);
        }
    }

    /// <summary>Adds the gradients of every A.</summary>
    /// <param name="lowGrads">As <see cref="LowGradients"/> gives.</param>
    /// <param name="x">The input, [T,in].</param>
    /// <param name="copies">Its dropped copies, or null.</param>
    /// <param name="kernels">The kernels.</param>
    public void BackwardA(Tensor lowGrads, Tensor x, Tensor? copies, TrainingKernels kernels)
    {
        using var scope = NewDisposeScope();
        var grads = copies is not null
            ? lowGrads.transpose(1, 2).bmm(copies)
            : lowGrads.transpose(1, 2).reshape(Count * Rank, -1).mm(x).view(Count, Rank, inputs);
        for (var i = 0; i < Count; i++)
        {
            kernels.AddGradient(grads[i], terms[i].A.grad!, 1);
        }
    }

    /// <summary>What comes back to each copy of the input, before its mask.</summary>
    /// <returns>[n,T,in].</returns>
    public Tensor Terms(Tensor lowGrads) => lowGrads.bmm(A);

    /// <summary>Adds what comes back to the input where nothing is dropped.</summary>
    /// <param name="lowGrads">As <see cref="LowGradients"/> gives.</param>
    /// <param name="grad">[T,in]; added to in place.</param>
    public void AddTerms(Tensor lowGrads, Tensor grad) =>
        grad.addmm_(lowGrads.transpose(0, 1).reshape(grad.size(0), Count * Rank), A.view(Count * Rank, inputs), beta: 1, alpha: 1);

    /// <summary>Frees the views.</summary>
    public void Release()
    {
        A?.Dispose();
        foreach (var b in B)
        {
            b.Dispose();
        }
    }
}
