using System.Collections.Concurrent;
using System.Text.Json;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Jobs;

/// <summary>Jobs in memory and on disk: <c>{id}/job.json</c>, <c>{id}/log.txt</c>, <c>{id}/result/</c>. Thread-safe.</summary>
internal sealed class JobStore
{
    private const string RecordFile = "job.json";

    private readonly ConcurrentDictionary<string, Job> jobs = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly string folder;

    /// <param name="folder">Made where missing; the jobs in it are read.</param>
    public JobStore(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateDirectories(folder).Select(d => Path.Combine(d, RecordFile)).Where(File.Exists))
        {
            var job = OptionsFile.Load<Job>(path);
            jobs[job.Id] = job;
        }
    }

    /// <summary>All jobs, oldest first.</summary>
    public IReadOnlyList<Job> All => [.. jobs.Values.OrderBy(j => j.CreatedAt).ThenBy(j => j.Id, StringComparer.Ordinal)];

    /// <summary>A job, or null.</summary>
    public Job? Find(string id) => jobs.GetValueOrDefault(id);

    /// <summary>The job's folder for its result.</summary>
    public string ResultFolder(string id) => Path.Combine(folder, id, "result");

    /// <summary>The job's log file.</summary>
    public string LogFile(string id) => Path.Combine(folder, id, "log.txt");

    /// <summary>Adds a job.</summary>
    public void Add(Job job)
    {
        lock (gate)
        {
            jobs[job.Id] = job;
            Save(job);
        }
    }

    /// <summary>Changes a job where it still exists.</summary>
    /// <param name="change">Gets the job as it is.</param>
    /// <param name="keep">Whether the change is written; progress is kept in memory alone.</param>
    /// <returns>The job as it is now, or null.</returns>
    public Job? Update(string id, Func<Job, Job> change, bool keep = true)
    {
        lock (gate)
        {
            if (!jobs.TryGetValue(id, out var job))
            {
                return null;
            }

            job = change(job);
            jobs[id] = job;
            if (keep)
            {
                Save(job);
            }

            return job;
        }
    }

    /// <summary>Adds a line to the job's log.</summary>
    public void Log(string id, string line)
    {
        lock (gate)
        {
            File.AppendAllText(LogFile(id), line + "\n");
        }
    }

    /// <summary>Forgets a job and deletes its folder.</summary>
    public void Delete(string id)
    {
        lock (gate)
        {
            if (jobs.TryRemove(id, out _))
            {
                Directory.Delete(Path.Combine(folder, id), recursive: true);
            }
        }
    }

    private void Save(Job job)
    {
        var path = Path.Combine(folder, job.Id, RecordFile);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(job, OptionsFile.Json));
        File.Move(temporary, path, overwrite: true);
    }
}
