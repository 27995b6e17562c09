using System.Diagnostics;
using MedQa.Library.Postgres;
using MedQa.Library.Tests.Starter;
using MedQa.Postgres.Testing;

namespace MedQa.Library.Tests.Postgres;

/// <summary>PGlite: PostgreSQL with pgvector in WebAssembly, in memory, on a free port. Needs <c>npm ci</c> in the repository's root and Node.</summary>
public sealed class PgliteServer : IAsyncLifetime
{
    private readonly int _port = ServerProcess.FreePort();
    private Process? _process;

    /// <summary>Why it does not run, or null.</summary>
    public string? SkipReason { get; private set; }

    // One process serves all connections and knows neither encryption nor a request to cancel.
    private string ConnectionString =>
        $"Host=127.0.0.1;Port={_port};Database=postgres;Username=postgres;Password=postgres;SSL Mode=Disable;GSS Encryption Mode=Disable;Maximum Pool Size=1;Timeout=60;Command Timeout=120";

    public PostgresIndexOptions Options(string schema) => new(ConnectionString) { Schema = schema };

    public async Task InitializeAsync()
    {
        var program = Path.Combine(StarterFolder.Repository, "node_modules", "@electric-sql", "pglite-socket", "dist", "scripts", "server.js");
        if (!File.Exists(program))
        {
            SkipReason = "PGlite is not installed: run 'npm ci' in the repository's root.";
            return;
        }

        try
        {
            _process = ServerProcess.Start(
                ["node", program, "--db=memory://", $"--port={_port}", "--max-connections=8", "--extensions=@electric-sql/pglite-pgvector:vector"], StarterFolder.Repository);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            SkipReason = $"PGlite cannot start: node is not installed ({e.Message}).";
            return;
        }

        SkipReason = await ServerProcess.WaitAsync(_process, ConnectionString) is { } reason ? $"PGlite does not start: {reason}" : null;
    }

    public Task DisposeAsync()
    {
        ServerProcess.Stop(_process);
        return Task.CompletedTask;
    }
}
