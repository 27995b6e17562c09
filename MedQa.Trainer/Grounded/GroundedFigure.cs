using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Grounded;

/// <summary>A share of questions, or of sentences, with its interval.</summary>
/// <param name="Name">Its name, for programs.</param>
/// <param name="Title">What it says, for people.</param>
/// <param name="Hits">How many are so.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Share">The share, 0 to 1, with its 95% bootstrap interval over questions.</param>
public sealed record GroundedFigure(string Name, string Title, int Hits, int Count, Interval Share);
