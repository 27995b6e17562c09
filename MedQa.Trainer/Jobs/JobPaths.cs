using MedQa.Model.Hub;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Jobs;

/// <summary>Turns a job's paths, which come from outside, into paths in the data folder. Names on the hub pass where the service's settings list them.</summary>
internal sealed class JobPaths(JobsOptions options)
{
    /// <summary>The options that a run gets.</summary>
    /// <param name="job">As it was asked for.</param>
    /// <param name="output">The job's own folder for its result.</param>
    /// <exception cref="ArgumentException">A path leads out of the data folder or to nothing, or the job names its own output.</exception>
    public TrainingOptions Resolve(TrainingOptions job, string output)
    {
        if (job.Output.Length > 0)
        {
            throw new ArgumentException("A job's output is the service's own: leave 'output' out.");
        }

        if (job.Full)
        {
            throw new ArgumentException("The service trains adapters: leave 'full' out.");
        }

        var model = job.Model.Length > 0 ? ListedOrInside("model", job.Model)
            : options.Model.Length > 0 ? options.Model
            : throw new ArgumentException("The job names no model and the service has none (MedQa:Model).");
        var resolved = job with
        {
            Model = model,
            Data = ListedOrInside("data", job.Data),
            Split = job.Split is null ? null : Inside("split", job.Split),
            StartFrom = job.StartFrom is null ? null : Inside("startFrom", job.StartFrom),
            Device = job.Device == "auto" ? options.Device : job.Device,
            Output = output,
        };
        resolved.Validate();
        return resolved;
    }

    private string ListedOrInside(string name, string value) =>
        options.Hub.Contains(value, StringComparer.Ordinal) ? value
        : HubPath.IsName(value, options.DataFolder) ? throw new ArgumentException($"'{name}' is not in the service's data folder, and no name on the hub that MedQa:Jobs:Hub lists.")
        : Inside(name, value);

    private string Inside(string name, string path)
    {
        if (path.Length == 0 || Path.IsPathRooted(path))
        {
            throw new ArgumentException($"'{name}' must be a path relative to the service's data folder.");
        }

        var full = Path.GetFullPath(path, options.DataFolder);
        if (!IsBelow(full, options.DataFolder) || !Path.Exists(full) || !IsBelow(Target(full), Target(options.DataFolder)))
        {
            throw new ArgumentException($"'{name}' is not in the service's data folder.");
        }

        return full;
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link on the way followed.</summary>
    private static string Target(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return path;
        }

        var here = Path.Combine(Target(parent), Path.GetFileName(path));
        FileSystemInfo info = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return info.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Target(target.FullName) : here;
    }
}
