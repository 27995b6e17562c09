namespace MedQa.Model.Hub;

/// <summary>Adds up what several downloads of one repository receive and tells it to the observer. Thread-safe.</summary>
internal sealed class TransferMeter(string repository, long total, IHubObserver? observer, TimeProvider time)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SpeedWindow = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<(long Time, long Received)> _window = new([(time.GetTimestamp(), 0)]);
    private long _done;
    private long _received;
    private long _reported = time.GetTimestamp();

    /// <summary>Bytes that an earlier try left, or, negative, that turned out to be of no use.</summary>
    public void Keep(long bytes) => Count(bytes, 0);

    /// <summary>Bytes that came over the network.</summary>
    public void Receive(int bytes) => Count(bytes, bytes);

    /// <summary>Tells a remark.</summary>
    public void Note(string text)
    {
        lock (_gate)
        {
            observer?.Note(text);
        }
    }

    private void Count(long done, long received)
    {
        lock (_gate)
        {
            _done += done;
            _received += received;
            if (observer is null || (_done < total && time.GetElapsedTime(_reported) < ReportInterval))
            {
                return;
            }

            _reported = time.GetTimestamp();
            while (_window.Count > 1 && time.GetElapsedTime(_window.Peek().Time) > SpeedWindow)
            {
                _window.Dequeue();
            }

            var (start, before) = _window.Peek();
            _window.Enqueue((_reported, _received));
            var seconds = time.GetElapsedTime(start, _reported).TotalSeconds;
            observer.Progress(new HubProgress(repository, _done, total, seconds > 0 ? (_received - before) / seconds : 0));
        }
    }
}
