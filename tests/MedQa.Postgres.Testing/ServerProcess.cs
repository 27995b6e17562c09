using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MedQa.Postgres.Testing;

/// <summary>Programs that serve PostgreSQL's protocol.</summary>
public static class ServerProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A port that nothing listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a program, whose output is dropped.</summary>
    public static Process Start(string[] command, string? folder = null)
    {
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "/",
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Why it failed, or null.</returns>
    public static async Task<string?> RunAsync(params string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : $"{command[0]} ended with {process.ExitCode}: {errors.Trim()}";
        }
        catch (Win32Exception e)
        {
            return $"{command[0]}: {e.Message}";
        }
    }

    /// <summary>Waits until it answers.</summary>
    /// <returns>Why it does not, or null.</returns>
    public static async Task<string?> WaitAsync(Process process, string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, MaxPoolSize = 100 });
        for (var started = Stopwatch.StartNew(); ;)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return null;
            }
            catch (NpgsqlException) when (started.Elapsed < Patience && !process.HasExited)
            {
                await Task.Delay(200);
            }
            catch (NpgsqlException e)
            {
                return process.HasExited ? $"it ended with {process.ExitCode}." : e.Message;
            }
        }
    }

    /// <summary>Ends it with all that it started.</summary>
    public static void Stop(Process? process)
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process?.Dispose();
    }
}
