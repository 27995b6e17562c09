namespace MedQa.Model.Hub;

/// <summary>
/// A lock between processes: a file opened for oneself alone, which .NET does on Unix with <c>flock(LOCK_EX)</c>, as Python's
/// filelock does. It goes with the process, however that ends; the file stays.
/// </summary>
internal static class HubFileLock
{
    /// <summary>EWOULDBLOCK, which flock gives where another has the lock; .NET passes it on.</summary>
    private const int WouldBlock = 11;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock.</summary>
    /// <param name="waiting">Called once where another has it.</param>
    /// <exception cref="IOException">The file can't be opened for another reason.</exception>
    public static async Task<IDisposable> TakeAsync(string path, Action waiting, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == WouldBlock)
            {
                if (!told)
                {
                    waiting();
                }
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
