namespace MedQa.Trainer.Pretraining;

/// <summary>How well a model predicts a source's held-out rows.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Rows">Held-out rows.</param>
/// <param name="Characters">Their characters.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="BitsPerCharacter">Bits that a character costs, or null where the rows do not fill one window.</param>
/// <param name="Perplexity">Per token, or null likewise.</param>
public sealed record HeldOutFigure(string Source, int Rows, long Characters, int Tokens, double? BitsPerCharacter, double? Perplexity);
