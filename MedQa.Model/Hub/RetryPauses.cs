namespace MedQa.Model.Hub;

/// <summary>Waits between the tries of a request: twice as long after each failure, with jitter, or as long as the server asks.</summary>
internal sealed class RetryPauses(HubSettings settings, TimeProvider time)
{
    private int _failures;

    /// <summary>Something was received: failures before it count no more.</summary>
    public void Progressed() => _failures = 0;

    /// <summary>Waits, or gives up.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="attempts">Failures in a row that are given up at.</param>
    /// <exception cref="HubUnreachableException">Given up; the same failure, with what was done.</exception>
    public async Task WaitAsync(HubUnreachableException failure, int attempts, CancellationToken cancellationToken)
    {
        _failures++;
        if (_failures >= attempts)
        {
            throw attempts == 1 ? failure : new HubUnreachableException($"{failure.Message} Given up after {attempts} tries.", failure.RetryAfter, failure);
        }

        if (failure.RetryAfter > settings.LongestPause)
        {
            throw new HubUnreachableException($"{failure.Message} It asks to wait {failure.RetryAfter.Value.TotalMinutes:0} minutes: try again then.", failure.RetryAfter, failure);
        }

        var doubled = settings.FirstPause * Math.Pow(2, _failures - 1) * (0.75 + (Random.Shared.NextDouble() / 2));
        var pause = failure.RetryAfter ?? (doubled < settings.LongestPause ? doubled : settings.LongestPause);
        await Task.Delay(pause, time, cancellationToken);
    }
}
