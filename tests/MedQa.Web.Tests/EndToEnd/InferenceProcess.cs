using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MedQa.Web.Tests.EndToEnd;

/// <summary>MedQa.Inference as its own process, with a real model on the CPU.</summary>
internal sealed class InferenceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly DirectoryInfo _data;

    private InferenceProcess(Process process, DirectoryInfo data, Uri address)
    {
        _process = process;
        _data = data;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>The built service; null where only this test project was built.</summary>
    public static string? Program
    {
        get
        {
            // bin/CONFIGURATION/FRAMEWORK/ of this project, and the same of the service's.
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var program = Path.Combine(Repository, "MedQa.Inference", "bin", output.Parent!.Name, output.Name, "MedQa.Inference.dll");
            return File.Exists(program) ? program : null;
        }
    }

    /// <summary>The bundled model, or else SmolLM2 among the models to test with; null where neither has its weights here.</summary>
    public static string? Model
    {
        get
        {
            var models = Environment.GetEnvironmentVariable("MEDQA_MODELS") ?? Path.Combine(Repository, "..", "shared", "models");
            var bundled = Path.Combine(Repository, "models", "medqa-mini");
            var small = Path.Combine(models, "smollm2-135m-instruct");
            return Files(bundled, "*.safetensors").Any() ? bundled : Files(small, "*.gguf").FirstOrDefault();
        }
    }

    /// <summary>The adapter that comes with the bundled model; null where it is not here, or where that model is not.</summary>
    public static string? BundledAdapter
    {
        get
        {
            var bundled = Path.Combine(Repository, "models", "pubmedqa-mini");
            return Directory.Exists(bundled) && Model == Path.Combine(Repository, "models", "medqa-mini") ? bundled : null;
        }
    }

    /// <summary>The pages that the repository brings.</summary>
    public static string StarterLibrary => Path.Combine(Repository, "library", "starter");

    private static string Repository { get; } = FindRepository();

    /// <param name="program">The built service.</param>
    /// <param name="model">The model's path.</param>
    /// <param name="library">The library's folder, or null for none.</param>
    /// <param name="bundledAdapter">Folder of the adapter that the new store is offered, or null for none.</param>
    public static async Task<InferenceProcess> StartAsync(string program, string model, string? library = null, string? bundledAdapter = null)
    {
        var (grpc, probes) = (FreePort(), FreePort());
        var data = Directory.CreateTempSubdirectory("medqa-data-");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { program },
            WorkingDirectory = Path.Combine(Repository, "MedQa.Inference"),
            Environment =
            {
                ["Logging__LogLevel__Default"] = "Error",
                ["Logging__LogLevel__Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
                ["MedQa__Model"] = Path.GetFullPath(model),
                ["MedQa__Device"] = "Cpu",
                ["MedQa__Bind"] = "Loopback",
                ["MedQa__GrpcPort"] = grpc.ToString(CultureInfo.InvariantCulture),
                ["MedQa__ProbePort"] = probes.ToString(CultureInfo.InvariantCulture),
                ["MedQa__DataFolder"] = data.FullName,
                ["MedQa__Adapters__Folder"] = Path.Combine(data.FullName, "adapters"),
                ["MedQa__Adapters__Bundled"] = bundledAdapter ?? "",
                ["MedQa__Library__Source"] = library ?? "",
            },
        };
        var inference = new InferenceProcess(Process.Start(start)!, data, new Uri($"http://127.0.0.1:{grpc}"));
        try
        {
            await inference.UntilHealthyAsync(new Uri($"http://127.0.0.1:{probes}/health"));
        }
        catch
        {
            await inference.DisposeAsync();
            throw;
        }

        return inference;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task UntilHealthyAsync(Uri probe)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var since = Stopwatch.StartNew();
        while (since.Elapsed < Patience && !_process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync(probe);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(500);
        }

        throw new InvalidOperationException($"MedQa.Inference was not healthy within {since.Elapsed.TotalSeconds:F0} s (exited: {_process.HasExited}).");
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern) : [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MedQa.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No MedQa.sln above {AppContext.BaseDirectory}.");
    }
}
