namespace MedQa.Trainer.Metrics;

/// <summary>Whether a model's probabilities mean what they say. A row's decision is its likeliest label, its confidence that label's probability.</summary>
/// <param name="ExpectedCalibrationError">
/// <c>Σ (rows of bin / rows) · |accuracy of bin - mean confidence of bin|</c> over bins of equal width (Guo et al., 2017,
/// arXiv:1706.04599); 0 is perfect.
/// </param>
/// <param name="BrierScore">
/// Mean over the rows of <c>Σ (probability of label - 1 for the true label, else 0)²</c> (Brier, 1950), from 0 to 2; with two labels
/// twice what is often given.
/// </param>
/// <param name="Bins">The bins, from low to high.</param>
public sealed record Calibration(double ExpectedCalibrationError, double BrierScore, IReadOnlyList<CalibrationBin> Bins)
{
    /// <summary>The bins of a reliability diagram, where nothing else is asked for.</summary>
    public const int DefaultBins = 10;

    // What probabilities may miss 1 by in all: they are softmaxes in float64.
    private const double Slack = 1e-6;

    /// <summary>Measures probabilities against the truth.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="truth">Each row's label.</param>
    /// <param name="probabilities">For each row each label's probability, in the labels' order; they sum to 1.</param>
    /// <param name="bins">Bins of equal width, usually 10 or 15.</param>
    /// <exception cref="ArgumentException">The lists don't fit, a true label is not among the labels, or a row's numbers are no probabilities.</exception>
    public static Calibration Of(
        IReadOnlyList<string> labels, IReadOnlyList<string> truth, IReadOnlyList<IReadOnlyList<double>> probabilities, int bins = DefaultBins)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (truth.Count != probabilities.Count)
        {
            throw new ArgumentException($"{truth.Count} true labels and {probabilities.Count} rows of probabilities don't pair up.", nameof(probabilities));
        }

        var counts = new (int Rows, int Right, double Confidence)[bins];
        var brier = 0.0;
        for (var row = 0; row < truth.Count; row++)
        {
            var values = Checked(probabilities[row], labels.Count, row);
            var actual = labels.IndexOf(truth[row], row);
            var decided = values.IndexOfLargest();
            brier += values.Select((p, label) => label == actual ? (1 - p) * (1 - p) : p * p).Sum();
            ref var bin = ref counts[Math.Clamp((int)Math.Ceiling(values[decided] * bins) - 1, 0, bins - 1)];
            bin = (bin.Rows + 1, bin.Right + (decided == actual ? 1 : 0), bin.Confidence + values[decided]);
        }

        var error = truth.Count == 0 ? 0 : counts.Sum(b => Math.Abs(b.Right - b.Confidence)) / truth.Count;
        return new(error, truth.Count == 0 ? 0 : brier / truth.Count, [.. counts.Select((b, i) => new CalibrationBin(
            (double)i / bins,
            (double)(i + 1) / bins,
            b.Rows,
            b.Rows == 0 ? null : b.Confidence / b.Rows,
            b.Rows == 0 ? null : (double)b.Right / b.Rows))]);
    }

    private static IReadOnlyList<double> Checked(IReadOnlyList<double> values, int labels, int row)
    {
        if (values.Count != labels || values.Any(p => !(p is >= 0 and <= 1 + Slack)) || Math.Abs(values.Sum() - 1) > Slack)
        {
            throw new ArgumentException($"Row {row} must have {labels} probabilities that sum to 1.", nameof(values));
        }

        return values;
    }
}
