namespace MedQa.Inference.Devices;

/// <summary>
/// The one thread that uses the device. Work is queued and done in order, one piece at a time; only ids, strings and numbers
/// cross between it and the callers. Thread-safe.
/// </summary>
/// <remarks>
/// The queue is a linked list and no channel, because work whose caller has gone must leave it at once: it would else count
/// against those who wait.
/// </remarks>
internal sealed class DeviceThread : IDisposable
{
    private readonly object gate = new();
    private readonly LinkedList<Job> waiting = [];
    private readonly int capacity;
    private readonly Thread thread;
    private bool stopping;

    /// <param name="capacity">Pieces of work that may wait.</param>
    public DeviceThread(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        this.capacity = capacity;
        thread = new Thread(Loop) { IsBackground = true, Name = "MedQa device" };
        thread.Start();
    }

    /// <summary>How many pieces of work wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Queues work that a client asked for.</summary>
    /// <param name="work">Runs on the device's thread; looks at the token at every step.</param>
    /// <param name="cancellationToken">While the work waits it is taken out of the queue and the task is cancelled; once it runs, it sees the token.</param>
    /// <exception cref="QueueFullException">As much work waits as may.</exception>
    public Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken) =>
        Enqueue(work, capacity, cancellationToken);

    /// <summary>Queues work of the service itself (loading, freeing): never refused.</summary>
    public Task<T> RunOwnAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken) =>
        Enqueue(work, int.MaxValue, cancellationToken);

    /// <summary>Ends the thread once the running work has ended; what waits is cancelled.</summary>
    public void Dispose()
    {
        List<Job> abandoned;
        lock (gate)
        {
            stopping = true;
            abandoned = [.. waiting];
            waiting.Clear();
            Monitor.Pulse(gate);
        }

        abandoned.ForEach(job => job.Abandon());
        if (Thread.CurrentThread != thread)
        {
            thread.Join();
        }
    }

    private Task<T> Enqueue<T>(Func<CancellationToken, T> work, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var job = new Job<T>(work, cancellationToken);
        LinkedListNode<Job> node;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            if (waiting.Count >= limit)
            {
                throw new QueueFullException(waiting.Count);
            }

            node = waiting.AddLast(job);
            Monitor.Pulse(gate);
        }

        job.OnCancelled(() => TakeOut(node));
        return job.Task;
    }

    private void TakeOut(LinkedListNode<Job> node)
    {
        lock (gate)
        {
            if (node.List is null)
            {
                return;
            }

            waiting.Remove(node);
        }

        node.Value.Abandon();
    }

    private void Loop()
    {
        while (Next() is { } job)
        {
            job.Run();
        }
    }

    private Job? Next()
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !stopping)
            {
                Monitor.Wait(gate);
            }

            var first = waiting.First;
            if (first is not null)
            {
                waiting.RemoveFirst();
            }

            return first?.Value;
        }
    }
}
