namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>What a threshold gives.</summary>
/// <param name="Threshold">From which score on a question is answered.</param>
/// <param name="Answered">Share of the answerable questions that are answered.</param>
/// <param name="Declined">Share of the unanswerable questions that are declined.</param>
internal readonly record struct RelevancePoint(double Threshold, double Answered, double Declined);
