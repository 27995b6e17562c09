using System.Diagnostics;

namespace MedQa.Trainer.Tests.Running;

/// <summary>
/// A named pipe in place of a file that a process will write: the process waits there for a reader, so it can't get further before it
/// is killed, however late that is.
/// </summary>
internal sealed class BlockedFile : IDisposable
{
    private readonly string path;

    public BlockedFile(string path)
    {
        this.path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => File.Delete(path);
}
