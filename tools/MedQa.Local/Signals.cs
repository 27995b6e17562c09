using System.Runtime.InteropServices;

namespace MedQa.Local;

/// <summary>POSIX signals to other processes.</summary>
internal static partial class Signals
{
    private const int Terminate = 15;

    /// <summary>
    /// Asks a process to stop: SIGTERM, not Ctrl-C's SIGINT, which a process ignores whose launcher was started in a script's
    /// background. A process that is gone already is no error.
    /// </summary>
    public static void SendTerminate(int processId) => _ = Kill(processId, Terminate);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
