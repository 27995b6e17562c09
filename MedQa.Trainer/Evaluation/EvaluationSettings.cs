using MedQa.Model.Answers;

namespace MedQa.Trainer.Evaluation;

/// <summary>How an evaluation is done.</summary>
public sealed record EvaluationSettings
{
    /// <summary>How questions are put and answers are laid out.</summary>
    public required AnswerFormat Format { get; init; }

    /// <summary>Whether answers are generated; without, decisions are only scored.</summary>
    public bool Generate { get; init; } = true;

    /// <summary>Most tokens of an answer; greedy.</summary>
    public int MaxTokens { get; init; } = 110;

    /// <summary>Answers generated at once.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Seed of the bootstrap.</summary>
    public int Seed { get; init; }

    /// <summary>Draws of the bootstrap.</summary>
    public int Resamples { get; init; } = Metrics.Bootstrap.DefaultResamples;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A value is out of range; names it.</exception>
    public void Validate()
    {
        Format.Validate();
        Require(MaxTokens is >= 1 and <= 4096, "max-tokens", "1 to 4096", MaxTokens);
        Require(BatchSize is >= 1 and <= 1024, "batch", "1 to 1024", BatchSize);
        Require(Resamples is >= 1 and <= 1_000_000, "resamples", "1 to 1000000", Resamples);
    }

    private static void Require(bool holds, string name, string range, int value)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} must be {range}, but is {value}.");
        }
    }
}
