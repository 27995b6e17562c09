namespace MedQa.Trainer.Evaluation;

/// <summary>A further adapter of an ensemble: it scores the labels behind its own prompts, which may be laid out otherwise than the first's.</summary>
/// <param name="Backend">The base model with it; not owned.</param>
/// <param name="Prompts">The rows' prompts, in the rows' order.</param>
internal sealed record EnsembleMember(IEvaluationBackend Backend, PromptSet Prompts);
