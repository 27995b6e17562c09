using System.Net;
using System.Net.Sockets;

namespace MedQa.Local;

/// <summary>TCP ports on the loopback address.</summary>
internal static class LoopbackPorts
{
    /// <summary>Whether a server could listen on the port now.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Different free ports. They are held until all are found, and free again on return.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
            {
                listener.Start();
            }

            return [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }

    /// <summary>The port for the page.</summary>
    /// <param name="asked">The port that the command line names, or null.</param>
    /// <param name="preferred">The port to take where none is named and it is free.</param>
    /// <exception cref="LaunchException">The port named is in use.</exception>
    public static int ForPage(int? asked, int preferred)
    {
        if (asked is { } port)
        {
            return IsFree(port) ? port : throw new LaunchException($"Port {port} is in use. Choose another with --port, or leave it out.");
        }

        return IsFree(preferred) ? preferred : Free(1)[0];
    }
}
