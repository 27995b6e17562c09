using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace MedQa.Library.Postgres;

/// <summary>
/// Connections from a pool. Each read is one statement, which sees one state of the database; each change is one transaction. The server's
/// messages may repeat a value, so only their codes are passed on. Thread-safe.
/// </summary>
internal sealed class PostgresSession : IDisposable
{
    private const int LongestName = 63;

    private readonly NpgsqlDataSource _source;
    private readonly string _schema;

    /// <exception cref="ArgumentException">The connection string or the schema's name cannot be used.</exception>
    public PostgresSession(PostgresIndexOptions options)
    {
        if (options.Schema.Length == 0 || options.Schema != StoredText.Of(options.Schema) || Encoding.UTF8.GetByteCount(options.Schema) > LongestName)
        {
            throw new ArgumentException($"A schema's name has 1 to {LongestName} bytes in UTF-8 and no U+0000; this one has {options.Schema.Length} characters.", nameof(options));
        }

        var settings = Settings(options.ConnectionString);
        _schema = options.Schema;
        Schema = StoredText.Identifier(options.Schema);
        Where = $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database}, schema {options.Schema}";
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>The schema, as SQL names it.</summary>
    public string Schema { get; }

    /// <summary>Names the place in messages; holds no secret.</summary>
    public string Where { get; }

    /// <summary>Runs a read of one statement.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        return await read(connection);
    }, cancellationToken);

    /// <summary>Runs a change in a transaction; whatever is thrown undoes it.</summary>
    /// <param name="subject">Changes of one subject run one after another, whichever process makes them.</param>
    public Task<T> WriteAsync<T>(string subject, Func<NpgsqlConnection, Task<T>> change, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var alone = Command(connection, "SELECT pg_advisory_xact_lock(@subject)", ("subject", Key(subject))))
        {
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        var result = await change(connection);
        cancellationToken.ThrowIfCancellationRequested();
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }, cancellationToken);

    /// <summary>A statement. Its text is the program's own, with the schema's quoted name; everything else is in its values.</summary>
    public static NpgsqlCommand Command(NpgsqlConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    public void Dispose() => _source.Dispose();

    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false, Enlist = false };
            return settings.Host is { Length: > 0 } ? settings : throw new ArgumentException("no host");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            throw new ArgumentException("The connection string of the library's index cannot be read. It looks like Host=…;Database=…;Username=…;Password=….");
        }
    }

    /// <summary>A lock's number: the first 8 bytes of a hash of the schema and the subject.</summary>
    private long Key(string subject) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"medqa\0{_schema}\0{subject}")));

    private async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception stopped) when (cancellationToken.IsCancellationRequested && stopped is OperationCanceledException or NpgsqlException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (PostgresException refused)
        {
            throw new IOException($"{Where}: PostgreSQL's error {refused.SqlState}{Meaning(refused.SqlState)}.");
        }
        catch (NpgsqlException broken) when (broken.InnerException is TimeoutException)
        {
            throw new IOException($"{Where} did not answer in time.");
        }
        catch (Exception broken) when (broken is NpgsqlException or SocketException or TimeoutException)
        {
            throw new IOException($"{Where} cannot be reached, or the connection broke{((broken as SocketException ?? broken.InnerException as SocketException) is { } socket ? $" ({socket.SocketErrorCode})" : "")}.");
        }
    }

    private static string Meaning(string state) => state switch
    {
        _ when state.StartsWith("28", StringComparison.Ordinal) => " (the user or its password is refused)",
        PostgresErrorCodes.InvalidCatalogName => " (there is no such database)",
        PostgresErrorCodes.InsufficientPrivilege => " (the user lacks a right)",
        PostgresErrorCodes.TooManyConnections => " (too many connections)",
        PostgresErrorCodes.DiskFull => " (the server's disk is full)",
        PostgresErrorCodes.QueryCanceled => " (the server stopped the work)",
        PostgresErrorCodes.CannotConnectNow => " (the server is starting or stopping)",
        PostgresErrorCodes.AdminShutdown => " (the server is stopping)",
        _ => "",
    };
}
