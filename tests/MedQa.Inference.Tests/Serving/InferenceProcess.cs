using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MedQa.Inference.Tests.Serving;

/// <summary>The service as a process of its own, as users run it.</summary>
internal sealed class InferenceProcess : IDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medqa-test-");
    private readonly Task<string> output;

    /// <param name="model">The model's folder or file.</param>
    /// <param name="settings">Configuration beyond that of every such process.</param>
    public InferenceProcess(string model, IReadOnlyDictionary<string, string>? settings = null)
    {
        var (grpc, probes) = FreePorts();
        (Address, Probes) = (new Uri($"http://127.0.0.1:{grpc}"), new Uri($"http://127.0.0.1:{probes}"));
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "MedQa.Inference.dll")])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            Environment =
            {
                ["MedQa__Model"] = model,
                ["MedQa__Device"] = "Cpu",
                ["MedQa__GrpcPort"] = $"{grpc}",
                ["MedQa__ProbePort"] = $"{probes}",
                ["MedQa__Adapters__Folder"] = Path.Combine(folder.FullName, "adapters"),
            },
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEndAsync();
    }

    public Uri Address { get; }

    public Uri Probes { get; }

    /// <summary>Waits until the process answers that it is ready.</summary>
    public async Task WaitUntilHealthyAsync()
    {
        using var http = new HttpClient();
        for (var i = 0; i < 600 && !process.HasExited; i++)
        {
            try
            {
                if ((await http.GetAsync(new Uri(Probes, "/health"))).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100);
        }

        Assert.Fail("The service was not ready within 60 s.");
    }

    /// <summary>Asks the process to stop, as a terminal or a container runtime does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();

    /// <summary>Ends the process at once (SIGKILL).</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for the end; gives the exit code and what was written.</summary>
    public async Task<(int ExitCode, string Output)> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static (int, int) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
