using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace MedQa.Local.Fakes;

/// <summary>A small program in the place of a service: prints its process id, answers its probe, ends when told to.</summary>
internal static class FakeService
{
    public static async Task<int> RunAsync(FakeServiceOptions options)
    {
        var start = TimeProvider.System.GetTimestamp();
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            if (!options.Stubborn)
            {
                Console.WriteLine("terminated");
                ended.TrySetResult(0);
            }
        });
        using var listener = new TcpListener(IPAddress.Loopback, options.Port);
        listener.Start();
        Console.WriteLine($"pid {Environment.ProcessId}");
        Console.Error.WriteLine(options.Print);
        _ = AnswerAsync(listener, () => TimeProvider.System.GetElapsedTime(start).TotalMilliseconds >= options.HealthyAfter);
        if (options.ExitAfter >= 0)
        {
            await Task.WhenAny(ended.Task, Task.Delay(options.ExitAfter));
            ended.TrySetResult(options.ExitCode);
        }

        return await ended.Task;
    }

    private static async Task AnswerAsync(TcpListener listener, Func<bool> healthy)
    {
        var request = new byte[4096];
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().ReadAtLeastAsync(request, 1);
            var status = healthy() ? "200 OK" : "503 Service Unavailable";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
    }
}
