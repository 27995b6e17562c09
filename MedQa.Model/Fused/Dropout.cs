namespace MedQa.Model.Fused;

/// <summary>Which values a dropout drops: a function of the seed, the stream and a value's position alone.</summary>
/// <param name="Seed">The step's.</param>
/// <param name="Stream">Which layer and projection; a tensor of n copies uses n streams from this on.</param>
/// <param name="Probability">Share of the values dropped, rounded to a 65,536th; 0 drops none.</param>
internal readonly record struct Dropout(long Seed, int Stream, double Probability)
{
    /// <summary>Steps of a probability.</summary>
    public const int Steps = 1 << 16;

    /// <summary>A 16-bit random number below this drops its value.</summary>
    public int Dropped => (int)Math.Round(Probability * Steps);

    /// <summary>What a kept value is multiplied by.</summary>
    public float Keep => Steps / (float)(Steps - Dropped);

    /// <summary>Whether anything is dropped.</summary>
    public bool IsOn => Dropped > 0;
}
