using MedQa.Trainer.Seeds;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Jobs;

/// <summary>A training run that the service was asked for. Holds ids and numbers, never a row's text.</summary>
public sealed record Job
{
    /// <summary>Its id: the time it was asked for and a random end.</summary>
    public required string Id { get; init; }

    /// <summary>What was asked for, paths as given.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it first began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The last report.</summary>
    public RunProgress? Progress { get; init; }

    /// <summary>What it came to; of several seeds, the one with the lowest evaluation loss.</summary>
    public TrainingResult? Result { get; init; }

    /// <summary>All seeds and their spread, where the job had several.</summary>
    public SeedSummary? Seeds { get; init; }

    /// <summary>The version that its adapter was published as.</summary>
    public int? PublishedVersion { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Whether nothing more will happen to it.</summary>
    internal bool IsOver => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}
