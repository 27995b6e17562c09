using System.Diagnostics;

namespace MedQa.Local;

/// <summary>A started service: forwards its lines with its name before them and keeps the last ones.</summary>
internal sealed class ServiceProcess : IDisposable
{
    /// <summary>How many of the last lines are kept.</summary>
    public const int KeptLines = 20;

    private readonly Process process;
    private readonly TextWriter output;
    private readonly Lock gate = new();
    private readonly Queue<string> lastLines = new();

    public ServiceProcess(Service service, Process process, TextWriter output)
    {
        Service = service;
        this.process = process;
        this.output = output;
        process.OutputDataReceived += (_, line) => Forward(line.Data);
        process.ErrorDataReceived += (_, line) => Forward(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = WaitAsync();
    }

    public Service Service { get; }

    /// <summary>Ends with the exit code once the process is gone and its last line is forwarded; 128 + n stands for signal n.</summary>
    public Task<int> Exited { get; }

    /// <summary>The last lines that it printed, oldest first.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (gate)
            {
                return [.. lastLines];
            }
        }
    }

    /// <summary>Asks it to stop.</summary>
    public void Terminate()
    {
        if (!Exited.IsCompleted)
        {
            Signals.SendTerminate(process.Id);
        }
    }

    /// <summary>Ends it and what it started.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    public void Dispose() => process.Dispose();

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private void Forward(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > KeptLines)
            {
                lastLines.Dequeue();
            }
        }

        output.WriteLine($"{Service.Name,-9} | {line}");
    }
}
