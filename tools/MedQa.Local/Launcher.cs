namespace MedQa.Local;

/// <summary>
/// Runs services together: starts all, waits until all are healthy, and stops all when asked to or when one ends.
/// </summary>
/// <param name="output">Where the launcher's and the services' lines go; written to from several threads.</param>
/// <param name="healthTimeout">Longest wait until all are healthy.</param>
/// <param name="stopTimeout">Longest wait for services that were asked to stop; then they are killed.</param>
/// <param name="time">The clock.</param>
internal sealed class Launcher(TextWriter output, TimeSpan healthTimeout, TimeSpan stopTimeout, TimeProvider time)
{
    private readonly TextWriter output = TextWriter.Synchronized(output);

    /// <summary>Runs until <paramref name="stop"/> is cancelled (exit code 0) or something goes wrong.</summary>
    /// <param name="services">What to start, in order.</param>
    /// <param name="healthy">Printed once all are healthy.</param>
    /// <param name="stop">Stops all.</param>
    /// <param name="kill">While they stop: kills them at once.</param>
    /// <returns>0 after a stop that was asked for; the exit code of the service that ended (1 where that is 0); 1 after a time-out.</returns>
    public async Task<int> RunAsync(IReadOnlyList<Service> services, string healthy, CancellationToken stop, CancellationToken kill = default)
    {
        using var starter = new ProcessStarter();
        if (ProcessStarter.Setpriv is null)
        {
            output.WriteLine("setpriv (util-linux) was not found: should this launcher be killed, its services go on running.");
        }

        var running = new List<ServiceProcess>();
        try
        {
            foreach (var service in services)
            {
                var process = await starter.StartAsync(service);
                running.Add(new ServiceProcess(service, process, output));
            }

            return await WatchAsync(running, healthy, stop);
        }
        finally
        {
            await StopAsync(running, kill);
            running.ForEach(r => r.Dispose());
        }
    }

    private async Task<int> WatchAsync(List<ServiceProcess> running, string healthy, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(stopped.SetResult);
        var ended = Task.WhenAny(running.Select(r => r.Exited));

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var answers = running.ToDictionary(r => r.Service.Name, _ => "not asked yet");
        var allHealthy = WaitUntilHealthyAsync(running, answers, waiting.Token);
        using var timer = new CancellationTokenSource();
        var timedOut = Task.Delay(healthTimeout, time, timer.Token);
        var first = await Task.WhenAny(stopped.Task, ended, allHealthy, timedOut);
        await timer.CancelAsync();
        if (first == allHealthy)
        {
            output.WriteLine(healthy);
            first = await Task.WhenAny(stopped.Task, ended);
        }

        await waiting.CancelAsync();
        if (first == stopped.Task)
        {
            return 0;
        }

        return first == ended ? await ReportEndAsync(running, await ended) : ReportTimeout(running, answers);
    }

    private async Task WaitUntilHealthyAsync(List<ServiceProcess> running, Dictionary<string, string> answers, CancellationToken cancellationToken)
    {
        using var probe = new HealthProbe(time);
        output.WriteLine($"waiting until {string.Join(", ", running.Select(r => r.Service.Name))} are healthy");
        var start = time.GetTimestamp();
        await Task.WhenAll(running.Select(async r =>
        {
            var name = r.Service.Name;
            await probe.WaitAsync(r.Service.Health, answer => SetAnswer(answers, name, answer), cancellationToken);
            SetAnswer(answers, name, null);
            output.WriteLine($"{name} is healthy after {time.GetElapsedTime(start).TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s");
        }));
    }

    private static void SetAnswer(Dictionary<string, string> answers, string name, string? answer)
    {
        lock (answers)
        {
            if (answer is null)
            {
                answers.Remove(name);
            }
            else
            {
                answers[name] = answer;
            }
        }
    }

    private async Task<int> ReportEndAsync(List<ServiceProcess> running, Task<int> exit)
    {
        var code = await exit;
        var service = running.First(r => r.Exited == exit);
        output.WriteLine($"{service.Service.Name} ended with exit code {code}; stopping the others. {LastLines(service)}");
        return code == 0 ? 1 : code;
    }

    private int ReportTimeout(List<ServiceProcess> running, Dictionary<string, string> answers)
    {
        KeyValuePair<string, string>[] missing;
        lock (answers)
        {
            missing = [.. answers];
        }

        foreach (var (name, answer) in missing)
        {
            var service = running.First(r => r.Service.Name == name);
            output.WriteLine($"{name} is not healthy after {healthTimeout.TotalSeconds:0} s; {service.Service.Health} last gave: {answer}. {LastLines(service)}");
        }

        return 1;
    }

    private static string LastLines(ServiceProcess service)
    {
        var lines = service.LastLines;
        return lines.Count == 0
            ? "It printed nothing."
            : $"Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, lines.Select(l => "    " + l))}";
    }

    private async Task StopAsync(List<ServiceProcess> running, CancellationToken kill)
    {
        var left = running.Where(r => !r.Exited.IsCompleted).ToList();
        if (left.Count == 0)
        {
            return;
        }

        output.WriteLine($"stopping {string.Join(", ", left.Select(r => r.Service.Name))}");
        left.ForEach(r => r.Terminate());
        try
        {
            await Task.WhenAll(left.Select(r => r.Exited)).WaitAsync(stopTimeout, time, kill);
            return;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            left.RemoveAll(r => r.Exited.IsCompleted);
        }

        output.WriteLine($"killing {string.Join(", ", left.Select(r => r.Service.Name))}");
        left.ForEach(r => r.Kill());
        await Task.WhenAll(left.Select(r => r.Exited));
    }
}
