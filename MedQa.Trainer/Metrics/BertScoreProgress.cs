namespace MedQa.Trainer.Metrics;

/// <summary>How far BERTScore is. Nearly all of its time goes into encoding texts.</summary>
/// <param name="DoneTokens">Tokens encoded.</param>
/// <param name="TotalTokens">Tokens to encode, all different texts together.</param>
public readonly record struct BertScoreProgress(long DoneTokens, long TotalTokens);
