namespace MedQa.Trainer.Grounded;

/// <summary>How fast it was; of the questions that were asked in this run and in earlier ones that it went on from.</summary>
/// <param name="RetrievalMedian">Milliseconds of search, relevance and choice of passages.</param>
/// <param name="RetrievalP95">The same, of the slowest twentieth's fastest.</param>
/// <param name="FirstTokenMedian">Milliseconds from the prompt to the first token; null where the model was never asked.</param>
/// <param name="FirstTokenP95">The same, of the slowest twentieth's fastest.</param>
/// <param name="TokensPerSecond">Tokens behind the first one a second; null where there is none.</param>
/// <param name="PromptTokensMean">Mean length of the prompts; null where the model was never asked.</param>
public sealed record GroundedTiming(
    double RetrievalMedian, double RetrievalP95, double? FirstTokenMedian, double? FirstTokenP95, double? TokensPerSecond, double? PromptTokensMean)
{
    /// <summary>The times of some questions; at least one.</summary>
    public static GroundedTiming Of(IReadOnlyList<GroundedPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        double[] retrieval = [.. predictions.Select(p => p.Times.Retrieval).Order()];
        var read = predictions.Where(p => p.Times.FirstToken is not null && p.Tokens > 0).ToList();
        double[] first = [.. read.Select(p => p.Times.FirstToken!.Value).Order()];
        var rest = read.Sum(p => p.Times.Answer!.Value - p.Times.FirstToken!.Value) / 1000;
        return new(
            Quantile(retrieval, 0.5),
            Quantile(retrieval, 0.95),
            first.Length == 0 ? null : Quantile(first, 0.5),
            first.Length == 0 ? null : Quantile(first, 0.95),
            rest > 0 ? read.Sum(p => p.Tokens - 1) / rest : null,
            first.Length == 0 ? null : read.Average(p => p.PromptTokens));
    }

    private static double Quantile(double[] sorted, double part) => sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(part * sorted.Length))];
}
