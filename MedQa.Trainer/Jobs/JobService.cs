using System.Collections.Concurrent;
using System.Globalization;
using MedQa.ServiceDefaults.Adapters;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Training;
using Microsoft.Extensions.Options;

namespace MedQa.Trainer.Jobs;

/// <summary>
/// Runs jobs one at a time, in the order they were asked for. A job that runs when the service stops, or is killed, goes on from
/// its last state when the service is back.
/// </summary>
internal sealed class JobService : BackgroundService
{
    private readonly JobsOptions options;
    private readonly JobPaths paths;
    private readonly JobStore jobs;
    private readonly IAdapterStore adapters;
    private readonly TimeProvider time;
    private readonly ILogger<JobService> logger;
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new();
    private readonly SemaphoreSlim waiting = new(0);
    private readonly Lock admission = new();

    public JobService(IOptions<JobsOptions> options, IAdapterStore adapters, TimeProvider time, ILogger<JobService> logger)
    {
        this.options = options.Value;
        paths = new JobPaths(this.options);
        Directory.CreateDirectory(this.options.DataFolder);
        jobs = new JobStore(this.options.Folder);
        this.adapters = adapters;
        this.time = time;
        this.logger = logger;
        waiting.Release(1 + jobs.All.Count(j => !j.IsOver));
    }

    /// <summary>All jobs, oldest first.</summary>
    public IReadOnlyList<Job> All => jobs.All;

    /// <summary>A job, or null.</summary>
    public Job? Find(string id) => jobs.Find(id);

    /// <summary>The job's log, or null where there is none yet.</summary>
    public string? LogFile(string id) => jobs.Find(id) is not null && File.Exists(jobs.LogFile(id)) ? jobs.LogFile(id) : null;

    /// <summary>Queues a job.</summary>
    /// <exception cref="ArgumentException">An option is not valid or a path is not in the data folder.</exception>
    /// <exception cref="QueueFullException">No more jobs can wait.</exception>
    public Job Submit(TrainingOptions asked)
    {
        var now = time.GetUtcNow();
        var id = $"{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("n")[..8]}";
        paths.Resolve(asked, jobs.ResultFolder(id));
        var job = new Job { Id = id, Options = asked, State = JobState.Queued, CreatedAt = now };
        lock (admission)
        {
            if (jobs.All.Count(j => j.State == JobState.Queued) >= options.QueueLength)
            {
                throw new QueueFullException(options.QueueLength);
            }

            jobs.Add(job);
        }

        waiting.Release();
        return job;
    }

    /// <summary>Stops a job that is not over; forgets one that is, with its files.</summary>
    /// <returns>The job as it is now; null where it is forgotten or was never there.</returns>
    public Job? Delete(string id)
    {
        if (jobs.Find(id) is not { } job)
        {
            return null;
        }

        if (job.IsOver)
        {
            jobs.Delete(id);
            return null;
        }

        job = jobs.Update(id, j => j.State == JobState.Queued ? j with { State = JobState.Cancelled, EndedAt = time.GetUtcNow() } : j);
        if (running.TryGetValue(id, out var stop))
        {
            stop.Cancel();
        }

        return job;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A job that was running when the service stopped comes first.
        while (!stoppingToken.IsCancellationRequested)
        {
            await waiting.WaitAsync(stoppingToken);
            var next = jobs.All.OrderByDescending(j => j.State == JobState.Running).FirstOrDefault(j => !j.IsOver);
            if (next is not null)
            {
                await RunAsync(next.Id, stoppingToken);
            }
        }
    }

    private async Task RunAsync(string id, CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        running[id] = stop;
        try
        {
            var job = jobs.Update(id, j => j.State == JobState.Cancelled ? j : j with { State = JobState.Running, StartedAt = j.StartedAt ?? time.GetUtcNow() });
            if (job is null || job.IsOver)
            {
                return;
            }

            logger.LogInformation("Job {Job} runs.", id);
            var resolved = paths.Resolve(job.Options, jobs.ResultFolder(id));
            var outcome = await TrainingJob.RunAsync(resolved, resume: true, progress => Report(id, progress), stop.Token);
            int? version = resolved.Publish is null ? null : (await AdapterPublisher.PublishAsync(adapters, outcome, stop.Token)).Version;
            End(id, j => j with { State = JobState.Succeeded, Result = outcome.Result, Seeds = outcome.Seeds, PublishedVersion = version });
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogInformation("Job {Job} goes on when the service is back.", id);
        }
        catch (OperationCanceledException)
        {
            End(id, j => j with { State = JobState.Cancelled });
        }
        catch (Exception e) when (CommandErrors.IsMistake(e))
        {
            End(id, j => j with { State = JobState.Failed, Error = e.Message });
        }
        catch (Exception e)
        {
            logger.LogError("Job {Job} failed with {Exception}.", id, e.GetType().Name);
            End(id, j => j with { State = JobState.Failed, Error = $"Failed unexpectedly ({e.GetType().Name})." });
        }
        finally
        {
            running.TryRemove(id, out _);
        }
    }

    private void Report(string id, RunProgress progress)
    {
        jobs.Update(
            id,
            j => j with
            {
                Progress = progress with
                {
                    Loss = progress.Loss ?? j.Progress?.Loss,
                    EvaluationLoss = progress.EvaluationLoss ?? j.Progress?.EvaluationLoss,
                    DecisionLoss = progress.DecisionLoss ?? j.Progress?.DecisionLoss,
                    MacroF1 = progress.MacroF1 ?? j.Progress?.MacroF1,
                    Accuracy = progress.Accuracy ?? j.Progress?.Accuracy,
                },
            },
            keep: false);
        jobs.Log(id, RunView.Line(progress));
    }

    private void End(string id, Func<Job, Job> change)
    {
        var job = jobs.Update(id, j => change(j) with { EndedAt = time.GetUtcNow() });
        logger.LogInformation("Job {Job} ended: {State}.", id, job?.State);
    }
}
