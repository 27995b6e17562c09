using MedQa.Model.Answers;

namespace MedQa.Trainer.Evaluation;

/// <summary>How an evaluation is done.</summary>
public sealed record EvaluationSettings
{
    /// <summary>What is computed at once on the CPU, where nothing else is asked for.</summary>
    public const int CpuBatchTokens = 8192;

    /// <summary>The same on a GPU.</summary>
    public const int GpuBatchTokens = 32768;

    /// <summary>How questions are put and answers are laid out.</summary>
    public required AnswerFormat Format { get; init; }

    /// <summary>How decisions are taken, in the order of <see cref="DecisionMethod"/>.</summary>
    public IReadOnlyList<DecisionMethod> Methods { get; init; } = [DecisionMethod.Scored, DecisionMethod.Generated];

    /// <summary>The method that tests between groups of rows, folds and the leaderboard's line go by; one of <see cref="Methods"/>.</summary>
    public DecisionMethod Leading { get; init; } = DecisionMethod.Scored;

    /// <summary>Whether the prompt brings the row's context (PubMedQA's reasoning-required setting) or the question alone (question-only).</summary>
    public bool WithContext { get; init; } = true;

    /// <summary>Ids of the rows that are shown, answered, before each question, in their order.</summary>
    public IReadOnlyList<string> Shots { get; init; } = [];

    /// <summary>Most tokens of an answer; greedy.</summary>
    public int MaxTokens { get; init; } = 110;

    /// <summary>Most prompt tokens computed at once, padding included.</summary>
    public int BatchTokens { get; init; } = CpuBatchTokens;

    /// <summary>Seed of the bootstrap.</summary>
    public int Seed { get; init; }

    /// <summary>Draws of the bootstrap.</summary>
    public int Resamples { get; init; } = Metrics.Bootstrap.DefaultResamples;

    /// <summary>Whether free answers are generated.</summary>
    internal bool Answers => Methods.Contains(DecisionMethod.Generated) || Methods.Contains(DecisionMethod.AfterAnswer);

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A value is out of range; names it.</exception>
    public void Validate()
    {
        Format.Validate();
        Require(MaxTokens is >= 1 and <= 4096, "max-tokens", "1 to 4096", MaxTokens);
        Require(BatchTokens is >= 1 and <= 1 << 24, "batch-tokens", "1 to 16777216", BatchTokens);
        Require(Resamples is >= 1 and <= 1_000_000, "resamples", "1 to 1000000", Resamples);
        if (!Methods.Contains(Leading) || !Methods.SequenceEqual(Methods.Distinct().Order()))
        {
            throw new ArgumentException($"methods must be different ones in their order, {Leading} (which leads) among them, but are {string.Join(", ", Methods)}.");
        }

        if (Methods.Contains(DecisionMethod.Adjusted) && Format.DecisionOffsets is null)
        {
            throw new ArgumentException("methods: decisions can be adjusted only with an adapter that brings offsets (fit-decisions makes them).");
        }

        if (Methods.Contains(DecisionMethod.AfterAnswer) && Format.Placement != DecisionPlacement.Last)
        {
            throw new ArgumentException("methods: decisions can be scored after the long answer only where they stand last.");
        }
    }

    private static void Require(bool holds, string name, string range, int value)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} must be {range}, but is {value}.");
        }
    }
}
