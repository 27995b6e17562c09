using System.Net;
using System.Net.Sockets;

namespace MedQa.Local.Tests;

public sealed class LoopbackPortsTests
{
    [Fact]
    public void Free_Several_AreDifferentAndFree()
    {
        var ports = LoopbackPorts.Free(8);

        Assert.Equal(8, ports.Distinct().Count());
        Assert.All(ports, port => Assert.True(LoopbackPorts.IsFree(port)));
    }

    [Fact]
    public void ForPage_NamedPortInUse_SaysWhichAndWhatToDo()
    {
        using var taken = Taken(out var port);

        var e = Assert.Throws<LaunchException>(() => LoopbackPorts.ForPage(port, preferred: 1));
        Assert.Equal($"Port {port} is in use. Choose another with --port, or leave it out.", e.Message);
    }

    [Fact]
    public void ForPage_PreferredPortInUse_TakesAFreeOne()
    {
        using var taken = Taken(out var port);

        var page = LoopbackPorts.ForPage(null, preferred: port);

        Assert.NotEqual(port, page);
        Assert.True(LoopbackPorts.IsFree(page));
    }

    [Fact]
    public void ForPage_PreferredPortFree_IsTaken()
    {
        var port = LoopbackPorts.Free(1)[0];

        Assert.Equal(port, LoopbackPorts.ForPage(null, preferred: port));
    }

    private static TcpListener Taken(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }
}
