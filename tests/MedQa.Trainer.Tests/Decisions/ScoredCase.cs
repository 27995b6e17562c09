namespace MedQa.Trainer.Tests.Decisions;

/// <summary>
/// Made-up rows whose best decision is known: a point x with one normal distribution a label, and as scores the logarithms of the
/// posterior under a wrong prior. Adding <c>log(true prior / wrong prior)</c> gives the true posterior.
/// </summary>
internal sealed class ScoredCase
{
    private static readonly double[] _prior = [0.55, 0.34, 0.11];
    private static readonly double[] _wrongPrior = [0.49, 0.49, 0.02];
    private static readonly double[] _means = [1, -1, 0];

    public ScoredCase(int rows, int seed, double spread = 1)
    {
        var random = new Random(seed);
        for (var row = 0; row < rows; row++)
        {
            var (drawn, label) = (random.NextDouble(), 0);
            while (label < 2 && (drawn -= _prior[label]) > 0)
            {
                label++;
            }

            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var x = _means[label] + (spread * normal);
            double[] joint = [.. _means.Select((m, l) => Math.Log(_wrongPrior[l]) - ((x - m) * (x - m) / (2 * spread * spread)))];
            var normalizer = Math.Log(joint.Sum(Math.Exp));
            Scores.Add([.. joint.Select(j => j - normalizer)]);
            Truths.Add(Labels[label]);
        }
    }

    public static IReadOnlyList<string> Labels { get; } = ["yes", "no", "maybe"];

    /// <summary>The offsets of the true posterior.</summary>
    public static IReadOnlyList<double> Known { get; } =
        [.. _prior.Select((p, l) => Math.Log(p / _wrongPrior[l]) - Math.Log(_prior[0] / _wrongPrior[0]))];

    public List<IReadOnlyList<double>> Scores { get; } = [];

    public List<string> Truths { get; } = [];
}
