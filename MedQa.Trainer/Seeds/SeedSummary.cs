using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Seeds;

/// <summary>What several seeds came to, and how they spread.</summary>
/// <param name="Seeds">In the order that they were asked for.</param>
/// <param name="EvaluationLoss">The spread of their lowest evaluation losses, or null where nothing was evaluated.</param>
public sealed record SeedSummary(IReadOnlyList<SeedOutcome> Seeds, Spread? EvaluationLoss)
{
    /// <summary>Sums seeds up.</summary>
    public static SeedSummary Of(IReadOnlyList<SeedOutcome> seeds)
    {
        double[] losses = [.. seeds.Select(s => s.EvaluationLoss).OfType<double>()];
        return new SeedSummary(seeds, losses.Length == 0 ? null : Spread.Of(losses));
    }
}
