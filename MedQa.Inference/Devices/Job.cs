namespace MedQa.Inference.Devices;

/// <summary>A piece of work for the device's thread.</summary>
internal abstract class Job
{
    /// <summary>Does the work; its result or its exception goes to whoever waits for it.</summary>
    public abstract void Run();

    /// <summary>The work will not be done.</summary>
    public abstract void Abandon();
}

/// <summary>A piece of work with a result.</summary>
internal sealed class Job<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken) : Job
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => completion.Task;

    /// <summary>Calls back when the caller's token is cancelled, until the work is over.</summary>
    public void OnCancelled(Action callback)
    {
        var registration = cancellationToken.Register(callback);
        _ = Task.ContinueWith(_ => registration.Unregister(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public override void Run()
    {
        try
        {
            completion.TrySetResult(work(cancellationToken));
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            completion.TrySetCanceled(e.CancellationToken);
        }
#pragma warning disable CA1031 // Whoever waits for the work gets its exception, whatever it is; the device's thread goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            completion.TrySetException(e);
        }
    }

    public override void Abandon() => completion.TrySetCanceled(cancellationToken.IsCancellationRequested ? cancellationToken : new CancellationToken(canceled: true));
}
