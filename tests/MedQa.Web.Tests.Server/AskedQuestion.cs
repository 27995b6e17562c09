namespace MedQa.Web.Tests.Server;

/// <summary>A call of Generate as it arrived.</summary>
public sealed record AskedQuestion(
    IReadOnlyList<(string Role, string Content)> Messages, IReadOnlyList<string> Passages, string Adapter, int AdapterVersion, string Grounding)
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Question => Messages[^1].Content;

    /// <summary>Ends when the caller cancels the call.</summary>
    public Task Cancelled => _cancelled.Task;

    internal void NoteCancelled() => _cancelled.TrySetResult();
}
