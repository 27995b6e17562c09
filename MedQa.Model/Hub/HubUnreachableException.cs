namespace MedQa.Model.Hub;

/// <summary>The hub does not answer, or answers that it is in trouble; later it may be there.</summary>
/// <param name="message">For people.</param>
/// <param name="retryAfter">How long the hub asks to wait, or null.</param>
public sealed class HubUnreachableException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : HubException(message, inner)
{
    /// <summary>How long the hub asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
