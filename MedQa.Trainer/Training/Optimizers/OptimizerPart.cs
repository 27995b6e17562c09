using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>Neighbouring tensors of the trained vector that <see cref="Muon"/> treats alike.</summary>
/// <param name="Start">Where they begin in the trained vector.</param>
/// <param name="Count">Their values.</param>
/// <param name="StateStart">Where their state begins among the states of their sort.</param>
/// <param name="Decays">Whether weight decay applies.</param>
/// <param name="Matrix">The shape of each, where they are hidden matrices of one shape; else null.</param>
internal sealed record OptimizerPart(long Start, long Count, long StateStart, bool Decays, (long Rows, long Columns)? Matrix)
{
    /// <summary>The trained vector's parts, in its order.</summary>
    /// <exception cref="ArgumentException">A hidden matrix has not two dimensions.</exception>
    public static IReadOnlyList<OptimizerPart> Of(IEnumerable<TrainedTensor> tensors)
    {
        var parts = new List<OptimizerPart>();
        long start = 0;
        foreach (var tensor in tensors)
        {
            var (matrix, count) = (Shape(tensor), tensor.Value.numel());
            if (parts.Count > 0 && parts[^1] is var last && last.Decays == tensor.Decays && last.Matrix == matrix)
            {
                parts[^1] = last with { Count = last.Count + count };
            }
            else
            {
                var before = parts.Where(p => p.Matrix is null == matrix is null).Sum(p => p.Count);
                parts.Add(new OptimizerPart(start, count, before, tensor.Decays, matrix));
            }

            start += count;
        }

        return parts;
    }

    /// <summary>Tensors so ordered that hidden matrices of one shape are neighbours; else as they were.</summary>
    public static IEnumerable<TrainedTensor> Ordered(IEnumerable<TrainedTensor> tensors) =>
        tensors.OrderBy(t => t.IsHiddenMatrix).ThenBy(t => Shape(t) ?? default);

    /// <summary>The part of a trained vector, or of one laid out as it is: [n,R,C] for matrices, else [count].</summary>
    public Tensor Of(Tensor vector) => Shaped(vector.narrow(0, Start, Count));

    /// <summary>The part of the states of its sort, likewise.</summary>
    public Tensor OfState(Tensor states) => Shaped(states.narrow(0, StateStart, Count));

    private Tensor Shaped(Tensor values) => Matrix is var (rows, columns) ? values.view(-1, rows, columns) : values;

    private static (long Rows, long Columns)? Shape(TrainedTensor tensor) => (tensor.IsHiddenMatrix, tensor.Value.shape) switch
    {
        (false, _) => null,
        (true, [var rows, var columns]) => (rows, columns),
        (true, var shape) => throw new ArgumentException($"{tensor.Name} is no matrix: its shape is [{string.Join(", ", shape)}]."),
    };
}
