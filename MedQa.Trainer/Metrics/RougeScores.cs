namespace MedQa.Trainer.Metrics;

/// <summary>The four ROUGE figures of one pair of texts.</summary>
/// <param name="Rouge1">Single words.</param>
/// <param name="Rouge2">Pairs of words.</param>
/// <param name="RougeL">The longest common subsequence over the whole text.</param>
/// <param name="RougeLsum">The union of common subsequences line by line.</param>
public readonly record struct RougeScores(RougeScore Rouge1, RougeScore Rouge2, RougeScore RougeL, RougeScore RougeLsum);
