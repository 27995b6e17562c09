using MedQa.Inference.Configuration;

namespace MedQa.Inference.Libraries;

/// <summary>As many searches of the library run and wait as may.</summary>
internal sealed class SearchesFullException(int running, int waiting) : Exception(
    $"{running} searches of the library run and {waiting} wait already, and no more may: try again in a few seconds. The service's " +
    $"{LimitOptions.Section}:{nameof(LimitOptions.MaxSearches)} and {nameof(LimitOptions.MaxQueuedSearches)} set how many.");
