namespace MedQa.Trainer.Evaluation;

/// <summary>
/// The scores of adapters that decide together: for each row and label the mean of their log-probabilities, so that labels stand to each
/// other as the geometric means of the adapters' probabilities do. A constant that one of them adds to all labels of a row decides nothing.
/// </summary>
internal static class AveragedScores
{
    /// <summary>Averages the scores.</summary>
    /// <param name="adapters">For each adapter its rows, and for each row each label's log-probability; of the same rows and labels.</param>
    public static IReadOnlyList<IReadOnlyList<double>> Of(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> adapters)
    {
        var sums = adapters[0].Select(row => new double[row.Count]).ToArray();
        foreach (var rows in adapters)
        {
            for (var row = 0; row < sums.Length; row++)
            {
                for (var label = 0; label < sums[row].Length; label++)
                {
                    sums[row][label] += rows[row][label] / adapters.Count;
                }
            }
        }

        return sums;
    }
}
