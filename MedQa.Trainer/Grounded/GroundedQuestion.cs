namespace MedQa.Trainer.Grounded;

/// <summary>A question to a library, and where the library answers it.</summary>
public sealed record GroundedQuestion
{
    /// <summary>The question's id, unique in its set.</summary>
    public required string Id { get; init; }

    /// <summary>What is asked.</summary>
    public required string Question { get; init; }

    /// <summary>The file of the page that answers it, or null where none does.</summary>
    public string? File { get; init; }

    /// <summary>The heading under which the answer stands, or null.</summary>
    public string? Heading { get; init; }

    /// <summary>The page's sentences that answer it, to the letter; none where no page does.</summary>
    public IReadOnlyList<string> Answer { get; init; } = [];

    /// <summary>The group that figures are shown for: an answerable question's wording, or why no page answers an unanswerable one.</summary>
    public required string Group { get; init; }

    /// <summary>Whether a page answers it.</summary>
    public bool Answerable => File is not null;
}
