using Microsoft.Data.Sqlite;

namespace MedQa.Library.Indexing;

/// <summary>
/// Connections to one file: one that writes, and for each read one from the pool. Reads run beside a write and see the state before it
/// (SQLite's write-ahead log). Work runs on the caller's thread. Thread-safe.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private const int Interrupted = 9;

    private readonly string _path;
    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _writing = new(1);

    /// <exception cref="InvalidDataException">The file is no index.</exception>
    public SqliteSession(string path)
    {
        _path = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = false }.ToString();
        _writer = new SqliteConnection(_connectionString);
        try
        {
            Open(_writer);
            SqliteSchema.Ensure(_writer, path);
        }
        catch (SqliteException broken)
        {
            Dispose();
            throw new InvalidDataException($"{path} cannot be opened as a library index (SQLite's error {broken.SqliteErrorCode}).");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs a change in a transaction; whatever is thrown undoes it.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels before the transaction ends.</param>
    /// <param name="committed">Called after it, before the next change.</param>
    public void Write(Action<SqliteTransaction> change, CancellationToken cancellationToken, Action? committed = null)
    {
        _writing.Wait(cancellationToken);
        try
        {
            Interruptible(_writer, () =>
            {
                using var transaction = _writer.BeginTransaction();
                change(transaction);
                cancellationToken.ThrowIfCancellationRequested();
                transaction.Commit();
                return true;
            }, cancellationToken);
            committed?.Invoke();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Runs a read; within it the file does not change.</summary>
    public T Read<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        using var connection = new SqliteConnection(_connectionString);
        Open(connection);
        return Interruptible(connection, () =>
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            return read(connection);
        }, cancellationToken);
    }

    public void Dispose()
    {
        SqliteConnection.ClearPool(_writer);
        _writer.Dispose();
        _writing.Dispose();
    }

    private static void Open(SqliteConnection connection)
    {
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = NORMAL; PRAGMA mmap_size = 4294967296; PRAGMA cache_size = -65536";
        command.ExecuteNonQuery();
    }

    /// <summary>SQLite's messages may repeat a query's words, so none is passed on.</summary>
    private T Interruptible<T>(SqliteConnection connection, Func<T> work, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle!));
        try
        {
            return work();
        }
        catch (SqliteException stopped) when (stopped.SqliteErrorCode == Interrupted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"{_path}: the work was interrupted.");
        }
        catch (SqliteException broken)
        {
            throw new IOException($"{_path}: SQLite's error {broken.SqliteErrorCode} ({broken.SqliteExtendedErrorCode}).");
        }
    }
}
