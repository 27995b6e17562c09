namespace MedQa.Model.Hub;

/// <summary>Tells what happens in lines of text, some seconds apart: for a console or a log.</summary>
/// <param name="write">Takes a line.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class HubLines(Action<string> write, TimeProvider? time = null) : IHubObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _last;
    private bool _begun;

    /// <inheritdoc/>
    public void Note(string text) => write(text);

    /// <inheritdoc/>
    public void Progress(HubProgress progress)
    {
        if (_begun && progress.DoneBytes < progress.TotalBytes && _time.GetElapsedTime(_last) < Interval)
        {
            return;
        }

        (_begun, _last) = (true, _time.GetTimestamp());
        write(progress.ToString());
    }
}
