using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MedQa.Azurite.Testing;

/// <summary>Azurite's blob service, in memory, on a free port. Needs <c>npm ci</c> in the repository's root and Node.</summary>
public sealed class AzuriteServer : IAsyncLifetime, IAsyncDisposable
{
    // The emulator's published account and key.
    private const string Account =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";

    private Process? _process;
    private int _port;

    /// <summary>Why it does not run, or null.</summary>
    public string? SkipReason { get; private set; }

    /// <summary>As the app host's <c>WithReference</c> writes it for the emulator, with its two semicolons.</summary>
    public string ConnectionString(string container) => $"{Account}BlobEndpoint=http://127.0.0.1:{_port}/devstoreaccount1;;ContainerName={container}";

    public async Task InitializeAsync()
    {
        var program = Path.Combine(RepositoryRoot(), "node_modules", "azurite", "dist", "src", "blob", "main.js");
        if (!File.Exists(program))
        {
            SkipReason = "Azurite is not installed: run 'npm ci' in the repository's root.";
            return;
        }

        _port = FreePort();
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                program, "--blobHost", "127.0.0.1", "--blobPort", $"{_port}", "--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--disableTelemetry",
            },
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            SkipReason = $"Azurite cannot start: node is not installed ({e.Message}).";
            return;
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitAsync();
    }

    /// <summary>Kills it: connections break and new ones are refused.</summary>
    public void Stop()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        _process?.Dispose();
        _process = null;
        return ValueTask.CompletedTask;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private async Task WaitAsync()
    {
        for (var started = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException) when (started.Elapsed < TimeSpan.FromSeconds(60) && !_process!.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MedQa.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No MedQa.sln above {AppContext.BaseDirectory}.");
    }
}
