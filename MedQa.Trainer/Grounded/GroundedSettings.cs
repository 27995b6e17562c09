using MedQa.Library.Grounding;
using MedQa.Model.Answers;

namespace MedQa.Trainer.Grounded;

/// <summary>How questions to a library are evaluated.</summary>
public sealed record GroundedSettings
{
    /// <summary>How questions are put and answers are laid out.</summary>
    public required AnswerFormat Format { get; init; }

    /// <summary>What becomes of sentences that no passage supports, and of questions that nothing relevant is found for.</summary>
    public GroundingMode Mode { get; init; } = GroundingMode.Required;

    /// <summary>How a question is prepared.</summary>
    public GroundingOptions Grounding { get; init; } = new();

    /// <summary>Most tokens of an answer; greedy.</summary>
    public int MaxTokens { get; init; } = 110;

    /// <summary>Seed of the bootstrap.</summary>
    public int Seed { get; init; }

    /// <summary>Draws of the bootstrap.</summary>
    public int Resamples { get; init; } = Metrics.Bootstrap.DefaultResamples;

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A value is out of range; names it.</exception>
    public void Validate()
    {
        Format.Validate();
        Grounding.Validate();
        Require(Enum.IsDefined(Mode), "mode", "auto or required", (int)Mode);
        Require(MaxTokens is >= 1 and <= 4096, "max-tokens", "1 to 4096", MaxTokens);
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
