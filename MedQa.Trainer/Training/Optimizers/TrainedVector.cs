using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>
/// Every trained weight in one flat float32 vector, and its gradient in another, so that an optimizer's step is a few
/// operations however many tensors there are. Each tensor's <c>grad</c> is a view of the gradient and stays it: a backward
/// pass adds to it in place.
/// </summary>
/// <remarks>Tensors that decay come first. Not thread-safe; everything lies on the trained tensors' device.</remarks>
internal sealed class TrainedVector : IDisposable
{
    private readonly TrainedTensor[] tensors;
    private readonly Tensor[] copies = [];

    /// <param name="trained">What to train, float32; each becomes a leaf that asks for gradients.</param>
    /// <param name="flat">
    /// The vector that all of <paramref name="trained"/> are views of, one behind the other, and which stays its owner's. Null
    /// where the tensors lie apart: a copy is then what is trained, and <see cref="Publish"/> gives its values to the tensors.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no tensor, one is not float32, or they are not views of <paramref name="flat"/> in the vector's order.
    /// </exception>
    public TrainedVector(IEnumerable<TrainedTensor> trained, Tensor? flat = null)
    {
        tensors = [.. trained.OrderByDescending(t => t.Decays)];
        if (tensors.Length == 0)
        {
            throw new ArgumentException("There is nothing to train.", nameof(trained));
        }

        if (Array.Find(tensors, t => t.Value.dtype != float32) is { } narrow)
        {
            throw new ArgumentException($"Trained tensors must be float32, but {narrow.Name} is {narrow.Value.dtype}.", nameof(trained));
        }

        using var scope = NewDisposeScope();
        using var none = no_grad();
        Count = tensors.Sum(t => t.Value.numel());
        Gradient = zeros(Count, float32, tensors[0].Value.device).DetachFromDisposeScope();
        if (flat is null)
        {
            Weights = empty_like(Gradient).DetachFromDisposeScope();
            copies = [.. Views(Weights).Select(v => v.DetachFromDisposeScope())];
            Collect();
        }
        else
        {
            CheckViews(flat);
            Weights = flat.alias().DetachFromDisposeScope();
        }

        foreach (var (tensor, gradient) in tensors.Zip(Views(Gradient)))
        {
            tensor.Value.requires_grad = true;
            tensor.Value.grad = gradient;
        }
    }

    /// <summary>The weights, [<see cref="Count"/>].</summary>
    public Tensor Weights { get; }

    /// <summary>The gradient of all backward passes since it was last cleared, [<see cref="Count"/>].</summary>
    public Tensor Gradient { get; }

    /// <summary>Number of trained weights.</summary>
    public long Count { get; }

    /// <summary>The tensors in the vector's order.</summary>
    public IReadOnlyList<TrainedTensor> Tensors => tensors;

    /// <summary>Gives the tensors the vector's values, where they are not views of it.</summary>
    public void Publish()
    {
        using var none = no_grad();
        for (var i = 0; i < copies.Length; i++)
        {
            tensors[i].Value.copy_(copies[i]);
        }
    }

    /// <summary>Frees the vectors; the tensors stay, without their gradients.</summary>
    public void Dispose()
    {
        foreach (var tensor in tensors.Where(t => !t.Value.IsInvalid))
        {
            tensor.Value.grad = null;
        }

        foreach (var vector in (IEnumerable<Tensor>)[.. copies, Weights, Gradient])
        {
            vector.Dispose();
        }
    }

    private void Collect()
    {
        for (var i = 0; i < copies.Length; i++)
        {
            copies[i].copy_(tensors[i].Value.detach());
        }
    }

    private void CheckViews(Tensor flat)
    {
        var offset = flat.storage_offset();
        if (flat.dtype != float32 || flat.dim() != 1 || flat.numel() != Count)
        {
            throw new ArgumentException($"The flat vector must hold {Count} float32 values, but is {flat.dtype} [{string.Join(", ", flat.shape)}].", nameof(flat));
        }

        foreach (var tensor in tensors)
        {
            if (tensor.Value.storage_offset() != offset || !tensor.Value.is_contiguous())
            {
                throw new ArgumentException($"{tensor.Name} does not lie at value {offset} of the flat vector.", nameof(flat));
            }

            offset += tensor.Value.numel();
        }
    }

    private IEnumerable<Tensor> Views(Tensor vector)
    {
        long offset = 0;
        foreach (var tensor in tensors)
        {
            yield return vector.narrow(0, offset, tensor.Value.numel()).view(tensor.Value.shape);
            offset += tensor.Value.numel();
        }
    }
}
