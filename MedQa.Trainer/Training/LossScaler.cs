namespace MedQa.Trainer.Training;

/// <summary>
/// Chooses what an fp16 run's loss is multiplied by, so that small gradients are not rounded to 0 (Micikevicius et al., 2018,
/// arXiv:1710.03740), by the rules of <c>torch.amp.GradScaler</c>: half after a step whose gradients overflowed, double after
/// <see cref="GrowthInterval"/> steps in a row that did not.
/// </summary>
internal sealed class LossScaler
{
    /// <summary>Where it starts, 2¹⁶.</summary>
    public const float InitialScale = 65536;

    /// <summary>Good steps in a row that double it.</summary>
    public const int GrowthInterval = 2000;

    /// <summary>What the next loss is multiplied by, a power of two.</summary>
    public float Scale { get; private set; } = InitialScale;

    /// <summary>Good steps since it last changed.</summary>
    public int GoodSteps { get; private set; }

    /// <summary>Whether gradients still overflow where the loss is made smaller: no scale can help then.</summary>
    public bool IsExhausted => Scale < 1;

    /// <summary>Judges a step and chooses the next one's scale.</summary>
    /// <param name="norm">The norm of the step's gradients.</param>
    /// <returns>Whether it is a number, so that the step can be taken.</returns>
    public bool Accept(float norm)
    {
        if (!float.IsFinite(norm))
        {
            Scale /= 2;
            GoodSteps = 0;
            return false;
        }

        if (++GoodSteps == GrowthInterval)
        {
            Scale = float.IsFinite(Scale * 2) ? Scale * 2 : Scale;
            GoodSteps = 0;
        }

        return true;
    }

    /// <summary>Takes up where another left off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No scaler can be in this state.</exception>
    public void Restore(float scale, int goodSteps)
    {
        if (!float.IsPow2(scale) || goodSteps is < 0 or >= GrowthInterval)
        {
            throw new ArgumentOutOfRangeException(nameof(scale), FormattableString.Invariant($"A loss scale of {scale} after {goodSteps} good steps cannot be."));
        }

        Scale = scale;
        GoodSteps = goodSteps;
    }
}
