using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>
/// AdamW over one flat float32 vector that holds every trained weight, so that a step is a dozen operations however many
/// tensors there are, and the whole state is three vectors. Same arithmetic as PyTorch's <c>AdamW</c>:
/// <c>p ← p(1 - lr·wd); m ← β₁m + (1-β₁)g; v ← β₂v + (1-β₂)g²; p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε)</c>.
/// </summary>
/// <remarks>
/// The vector is the master copy; the tensors that the model computes with may be of a narrower type and get its values
/// after each step. Tensors that decay come first. Not thread-safe; every tensor lies on the trained tensors' device.
/// </remarks>
internal sealed class FlatAdamW : IDisposable
{
    private readonly AdamWOptions options;
    private readonly TrainedTensor[] tensors;
    private readonly Tensor[] masters;
    private readonly Tensor[] gradients;
    private readonly Tensor master;
    private readonly Tensor decaying;
    private readonly Tensor gradient;
    private readonly Tensor mean;
    private readonly Tensor square;

    /// <param name="trained">What to train; each becomes a leaf that asks for gradients.</param>
    public FlatAdamW(IEnumerable<TrainedTensor> trained, AdamWOptions options)
    {
        this.options = options;
        tensors = [.. trained.Where(t => t.Decays), .. trained.Where(t => !t.Decays)];
        if (tensors.Length == 0)
        {
            throw new ArgumentException("There is nothing to train.", nameof(trained));
        }

        var device = tensors[0].Value.device;
        var total = tensors.Sum(t => t.Value.numel());
        using var scope = NewDisposeScope();
        master = zeros(total, float32, device).DetachFromDisposeScope();
        gradient = zeros(total, float32, device).DetachFromDisposeScope();
        mean = zeros(total, float32, device).DetachFromDisposeScope();
        square = zeros(total, float32, device).DetachFromDisposeScope();
        decaying = master.narrow(0, 0, tensors.Where(t => t.Decays).Sum(t => t.Value.numel())).DetachFromDisposeScope();
        masters = Views(master);
        gradients = Views(gradient);
        using var _ = no_grad();
        for (var i = 0; i < tensors.Length; i++)
        {
            masters[i].copy_(tensors[i].Value.detach());
            tensors[i].Value.requires_grad_(true);
        }
    }

    /// <summary>Steps taken.</summary>
    public int StepCount { get; private set; }

    /// <summary>Number of trained weights.</summary>
    public long Count => master.numel();

    /// <summary>Names and sizes in the vector's order: two runs whose layouts are equal can exchange states.</summary>
    public IReadOnlyList<string> Layout => [.. tensors.Select(t => $"{t.Name}:{t.Value.numel()}")];

    /// <summary>The state: weights, mean and mean square of the gradients, float32.</summary>
    public IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>
    {
        ["weights"] = master,
        ["exp_avg"] = mean,
        ["exp_avg_sq"] = square,
    };

    /// <summary>Adds what a backward pass left in the tensors' gradients, and clears those.</summary>
    public void Collect()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Value.grad is { } grad)
            {
                gradients[i].add_(grad);
                tensors[i].Value.grad = null;
            }
        }
    }

    /// <summary>Clips the collected gradients as <c>clip_grad_norm_</c> does, takes one step and clears them.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="clipNorm">The largest norm: gradients are multiplied by min(1, clipNorm / (norm + 1e-6)).</param>
    /// <returns>The norm before clipping, a float32 scalar on the device; the caller's to dispose.</returns>
    public Tensor Step(double rate, double clipNorm)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var norm = linalg.vector_norm(gradient, 2);
        gradient.mul_((clipNorm / (norm + 1e-6)).clamp_(max: 1));
        StepCount++;
        decaying.mul_(1 - (rate * options.WeightDecay));
        mean.lerp_(gradient, 1 - options.Beta1);
        square.mul_(options.Beta2).addcmul_(gradient, gradient, 1 - options.Beta2);
        var denominator = square.sqrt().div_(Math.Sqrt(1 - Math.Pow(options.Beta2, StepCount))).add_(options.Epsilon);
        master.addcdiv_(mean, denominator, -rate / (1 - Math.Pow(options.Beta1, StepCount)));
        gradient.zero_();
        Publish();
        return norm.MoveToOuterDisposeScope();
    }

    /// <summary>Takes the state's vectors as they are now and the number of steps that led to them.</summary>
    public void Restore(int steps)
    {
        StepCount = steps;
        Publish();
    }

    /// <summary>Takes other weights, laid out as these.</summary>
    public void Replace(Tensor weights)
    {
        using (no_grad())
        {
            master.copy_(weights);
        }

        Publish();
    }

    private void Publish()
    {
        using var _ = no_grad();
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i].Value.copy_(masters[i]);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in (IEnumerable<Tensor>)[.. masters, .. gradients, decaying, master, gradient, mean, square])
        {
            tensor.Dispose();
        }
    }

    private Tensor[] Views(Tensor flat)
    {
        var views = new Tensor[tensors.Length];
        long offset = 0;
        for (var i = 0; i < tensors.Length; i++)
        {
            var value = tensors[i].Value;
            views[i] = flat.narrow(0, offset, value.numel()).view(value.shape).DetachFromDisposeScope();
            offset += value.numel();
        }

        return views;
    }
}
