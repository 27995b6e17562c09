namespace MedQa.Model.Answers;

/// <summary>A decision with its probabilities.</summary>
/// <param name="Labels">Every label.</param>
/// <param name="LogProbabilities">The natural logarithm of each label's text after the prompt, summed over its tokens, without a correction for length.</param>
/// <param name="Offsets">What is added to each label's logarithm before they are compared (<see cref="AnswerFormat.DecisionOffsets"/>); null for nothing.</param>
public sealed record Decision(IReadOnlyList<string> Labels, IReadOnlyList<double> LogProbabilities, IReadOnlyList<double>? Offsets = null)
{
    /// <summary>The likeliest label, <c>argmax(log-probability + offset)</c>; of equal ones the first.</summary>
    public string Label { get; } = Labels[IndexOfLargest(Adjusted(LogProbabilities, Offsets))];

    /// <summary>Each label's probability among the labels alone: <c>softmax(log-probabilities + offsets)</c>.</summary>
    public IReadOnlyList<double> Probabilities { get; } = Softmax(Adjusted(LogProbabilities, Offsets));

    private static double[] Adjusted(IReadOnlyList<double> logs, IReadOnlyList<double>? offsets) =>
        offsets is null ? [.. logs] : [.. logs.Zip(offsets, (log, offset) => log + offset)];

    private static int IndexOfLargest(double[] values) => Array.IndexOf(values, values.Max());

    private static double[] Softmax(double[] logs)
    {
        var max = logs.Max();
        var weights = logs.Select(l => Math.Exp(l - max)).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
