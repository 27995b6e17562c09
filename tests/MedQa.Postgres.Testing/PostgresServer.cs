using System.Diagnostics;
using Npgsql;

namespace MedQa.Postgres.Testing;

/// <summary>
/// A PostgreSQL server of its own, from the programs that are installed here, on a free port with a temporary folder. Root starts it as the
/// user that the package made, for the server refuses root.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    /// <summary>The password of all connections.</summary>
    public const string Password = "secret-of-the-tests";

    private const string User = "medqa";

    private readonly int _port = ServerProcess.FreePort();
    private DirectoryInfo? _folder;
    private Process? _process;

    /// <summary>Why it does not run, or null.</summary>
    public string? SkipReason { get; private set; }

    /// <summary>How to reach it.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username={User};Password={Password}";

    /// <summary>Runs a statement and gives its first value.</summary>
    public async Task<object?> RunAsync(string text)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(text);
        return await command.ExecuteScalarAsync();
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var programs = Programs();
        if (programs is null)
        {
            SkipReason = "PostgreSQL is not installed (apt-get install postgresql): no initdb in PATH or in /usr/lib/postgresql.";
            return;
        }

        _folder = Directory.CreateTempSubdirectory("medqa-postgres");
        var data = Path.Combine(_folder.FullName, "data");
        var password = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(password, Password);
        string[] user = [];
        if (Environment.UserName == "root")
        {
            user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];
            if (await ServerProcess.RunAsync("chown", "-R", "postgres:postgres", _folder.FullName) is { } refused)
            {
                SkipReason = $"PostgreSQL's server refuses root, and there is no user postgres to run it as: {refused}";
                return;
            }
        }

        if (await ServerProcess.RunAsync([.. user, Path.Combine(programs, "initdb"), "-D", data, "-U", User, "--auth=scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C", "--no-sync"]) is { } failed)
        {
            SkipReason = $"PostgreSQL's initdb failed: {failed}";
            return;
        }

        _process = ServerProcess.Start(
            [.. user, Path.Combine(programs, "postgres"), "-D", data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]);
        SkipReason = await ServerProcess.WaitAsync(_process, ConnectionString) is { } reason ? $"PostgreSQL's server does not start: {reason}" : null;
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        ServerProcess.Stop(_process);
        _folder?.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private static string? Programs() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")) : [])
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
}
