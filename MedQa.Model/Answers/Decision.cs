namespace MedQa.Model.Answers;

/// <summary>A decision with its probabilities.</summary>
/// <param name="Label">The likeliest label.</param>
/// <param name="Labels">Every label.</param>
/// <param name="LogProbabilities">The natural logarithm of each label's text after the prompt, summed over its tokens, without a correction for length.</param>
public sealed record Decision(string Label, IReadOnlyList<string> Labels, IReadOnlyList<double> LogProbabilities)
{
    /// <summary>Each label's probability among the labels alone: the softmax of <see cref="LogProbabilities"/>.</summary>
    public IReadOnlyList<double> Probabilities { get; } = Softmax(LogProbabilities);

    private static double[] Softmax(IReadOnlyList<double> logs)
    {
        var max = logs.Max();
        var weights = logs.Select(l => Math.Exp(l - max)).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
