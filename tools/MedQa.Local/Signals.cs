using System.Runtime.InteropServices;

namespace MedQa.Local;

/// <summary>POSIX signals to other processes.</summary>
internal static partial class Signals
{
    private const int Interrupt = 2;

    /// <summary>Asks a process to stop, as Ctrl-C does. A process that is gone already is no error.</summary>
    public static void SendInterrupt(int processId) => _ = Kill(processId, Interrupt);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
