using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MedQa.Benchmarks;

/// <summary>MedQa.Inference as a process of its own, on free ports, serving one model on the CPU.</summary>
internal sealed class InferenceProcess : IAsyncDisposable
{
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly Uri health;

    private InferenceProcess(Process process, Uri grpc, Uri health) => (this.process, Grpc, this.health) = (process, grpc, health);

    /// <summary>Where it listens for gRPC.</summary>
    public Uri Grpc { get; }

    /// <summary>Starts it and waits until the model is loaded.</summary>
    /// <param name="program">MedQa.Inference.dll.</param>
    /// <param name="model">A model's folder or file.</param>
    /// <param name="dtype"><c>Float32</c> or <c>BFloat16</c>.</param>
    /// <param name="threads">Threads that it computes with.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<InferenceProcess> StartAsync(string program, string model, string dtype, int threads, CancellationToken cancellationToken)
    {
        var ports = FreePorts();
        var adapters = Directory.CreateTempSubdirectory("medqa-benchmark-").FullName;
        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = Path.GetDirectoryName(program), RedirectStandardOutput = true };
        start.Environment["MedQa__Model"] = Path.GetFullPath(model);
        start.Environment["MedQa__Device"] = "Cpu";
        start.Environment["MedQa__DType"] = dtype;
        start.Environment["MedQa__Bind"] = "Loopback";
        start.Environment["MedQa__GrpcPort"] = ports[0].ToString(CultureInfo.InvariantCulture);
        start.Environment["MedQa__ProbePort"] = ports[1].ToString(CultureInfo.InvariantCulture);
        start.Environment["MedQa__Adapters__Folder"] = adapters;
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var inference = new InferenceProcess(process, new Uri($"http://127.0.0.1:{ports[0]}"), new Uri($"http://127.0.0.1:{ports[1]}/health"));
        try
        {
            await inference.WaitAsync(cancellationToken);
            return inference;
        }
        catch
        {
            await inference.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LoadTimeout);
        while (!process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync(health, limit.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(200, limit.Token);
        }

        throw new InvalidOperationException($"MedQa.Inference ended with exit code {process.ExitCode} before its model was loaded.");
    }

    private static int[] FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return [((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port];
    }
}
