using MedQa.Library.Grounding;

namespace MedQa.Trainer.Grounded;

/// <summary>What was made of one question. Written as a JSON line it is what <c>support_rule.py</c> reads.</summary>
public sealed record GroundedPrediction
{
    /// <summary>The question's id.</summary>
    public required string Id { get; init; }

    /// <summary>What was asked.</summary>
    public required string Question { get; init; }

    /// <summary>Whether a page answers it.</summary>
    public required bool Answerable { get; init; }

    /// <summary>What became of it.</summary>
    public required GroundedOutcome Outcome { get; init; }

    /// <summary>How relevant what was found is, 0 to 1.</summary>
    public required double Relevance { get; init; }

    /// <summary>What relevance was computed from.</summary>
    public required RelevanceFeatures Features { get; init; }

    /// <summary>The documents of the best passages found, relevant or not, one for each passage, the best first.</summary>
    public required IReadOnlyList<string> Found { get; init; }

    /// <summary>The passages that the model read, the best first.</summary>
    public required IReadOnlyList<GroundedPassage> Passages { get; init; }

    /// <summary>The model's text as it came; null where the model was not asked. It ends where the answer was declined.</summary>
    public string? Raw { get; init; }

    /// <summary>What was shown; null where the question was declined.</summary>
    public string? Answer { get; init; }

    /// <summary>The sentences shown, with what supports them.</summary>
    public IReadOnlyList<GroundedSentence> Sentences { get; init; } = [];

    /// <summary>The sentences of <see cref="Raw"/>, and how many of them a passage supports.</summary>
    public int RawSentences { get; init; }

    /// <inheritdoc cref="RawSentences"/>
    public int RawSupported { get; init; }

    /// <summary>Passages left out because the prompt would not have fitted into the model's context.</summary>
    public int DroppedPassages { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Tokens that the model wrote.</summary>
    public int Tokens { get; init; }

    /// <summary>How long it took.</summary>
    public required GroundedTimes Times { get; init; }

    /// <summary>Whether it was declined, at whatever step.</summary>
    internal bool IsDeclined => Outcome is GroundedOutcome.DeclinedByRelevance or GroundedOutcome.DeclinedByReader or GroundedOutcome.DeclinedBySupport;
}
