namespace MedQa.Model.Generation;

/// <summary>A finished generation.</summary>
/// <param name="Text">The whole text, stop texts cut off.</param>
/// <param name="TokenIds">Every id chosen, the end token included where it came.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="PromptTokens">Length of the prompt, in tokens.</param>
/// <param name="TimeToFirstToken">From the start to the first chosen token.</param>
/// <param name="Duration">From the start to the end.</param>
public sealed record GenerationResult(
    string Text,
    IReadOnlyList<int> TokenIds,
    FinishReason Reason,
    int PromptTokens,
    TimeSpan TimeToFirstToken,
    TimeSpan Duration);
