using System.Collections.Concurrent;
using System.Diagnostics;

namespace MedQa.Local;

/// <summary>
/// Starts processes that the kernel kills when the launcher dies, whatever it dies of.
/// </summary>
/// <remarks>
/// Each is started through <c>setpriv --pdeathsig KILL</c> (util-linux), which sets the parent-death signal (prctl(2),
/// <c>PR_SET_PDEATHSIG</c>) and becomes the program, so the process id is the program's own. To the kernel the parent is the
/// thread that forked, not the process; so all are started on one thread that lives until this object is disposed.
/// </remarks>
internal sealed class ProcessStarter : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    public ProcessStarter()
    {
        thread = new Thread(Work) { IsBackground = true, Name = "process starter" };
        thread.Start();
    }

    /// <summary>Full path of <c>setpriv</c>, or null where this system has none.</summary>
    public static string? Setpriv { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Append("/usr/bin")
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, "setpriv"))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts a process with its standard streams redirected.</summary>
    /// <exception cref="LaunchException">The program could not be started.</exception>
    public Task<Process> StartAsync(Service service)
    {
        var start = new ProcessStartInfo
        {
            FileName = Setpriv ?? service.FileName,
            WorkingDirectory = service.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        IEnumerable<string> all = Setpriv is null
            ? service.Arguments
            : ["--pdeathsig", "KILL", "--", service.FileName, .. service.Arguments];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in service.Environment)
        {
            start.Environment[name] = value;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() => Start(start, service.FileName, started));
        return started.Task;
    }

    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    private static void Start(ProcessStartInfo start, string fileName, TaskCompletionSource<Process> started)
    {
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            started.SetResult(process);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            started.SetException(new LaunchException($"{fileName} could not be started: {e.Message}"));
        }
    }

    private void Work()
    {
        foreach (var action in work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
