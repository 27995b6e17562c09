using System.ComponentModel.DataAnnotations;

namespace MedQa.Inference.Configuration;

/// <summary>What a client may ask for. Configuration section <c>MedQa:Limits</c>.</summary>
internal sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "MedQa:Limits";

    /// <summary>Requests that may wait for the device; one more is refused.</summary>
    [Range(1, 100_000)]
    public int MaxQueuedRequests { get; set; } = 32;

    /// <summary>Searches of the library that run at once, for <c>Search</c> and for answers from the library together; each has a connection of its own.</summary>
    [Range(1, 1_000)]
    public int MaxSearches { get; set; } = 8;

    /// <summary>Searches that may wait for one to end; one more is refused.</summary>
    [Range(0, 100_000)]
    public int MaxQueuedSearches { get; set; } = 64;

    /// <summary>Messages of a conversation.</summary>
    [Range(1, 10_000)]
    public int MaxMessages { get; set; } = 200;

    /// <summary>UTF-16 characters of one text: a message, a question, a passage, a continuation.</summary>
    [Range(1, 10_000_000)]
    public int MaxTextCharacters { get; set; } = 100_000;

    /// <summary>Passages of one request.</summary>
    [Range(1, 10_000)]
    public int MaxPassages { get; set; } = 64;

    /// <summary>Continuations of one <c>Score</c> call.</summary>
    [Range(1, 10_000)]
    public int MaxContinuations { get; set; } = 64;

    /// <summary>Tokens that one answer may have.</summary>
    [Range(1, 1_000_000)]
    public int MaxTokens { get; set; } = 4096;

    /// <summary>Seconds that running calls may go on once the service is told to stop; then they are cancelled.</summary>
    [Range(0, 600)]
    public double DrainSeconds { get; set; } = 5;
}
