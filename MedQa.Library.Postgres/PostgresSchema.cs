using MedQa.Library.Indexing;
using Npgsql;

namespace MedQa.Library.Postgres;

/// <summary>
/// The tables. <c>medqa_index</c> has one row: the version, and how many passages and words there are. <c>passages.headings</c> is a JSON
/// array, <c>passages.sentences</c> pairs of int32 (start, length), little endian. <c>postings</c> has a row for each stem in each passage:
/// what BM25 counts it for (3 in the title, 2 in a heading, 1 in the text), the passage's words, and its <see cref="WordPosting.Places"/>;
/// its key holds all that BM25 reads. <c>vectors</c> is there where pgvector is, and holds vectors of length 1. Ids of passages are never
/// given twice. Names and stems are compared by bytes.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>The longest vector that pgvector's HNSW takes.</summary>
    private const int LongestHnsw = 2_000;

    private const string Subject = "";

    /// <summary>What brings an index from each version to the next.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE {0}.medqa_index(version int NOT NULL, passages bigint NOT NULL, words bigint NOT NULL);
        INSERT INTO {0}.medqa_index VALUES (0, 0, 0);
        CREATE TABLE {0}.documents(
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE, title text NOT NULL, date date, length bigint NOT NULL,
          version text NOT NULL, hash text NOT NULL, recipe text NOT NULL, problem text, passages int NOT NULL, words bigint NOT NULL, review text);
        CREATE TABLE {0}.passages(
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, document bigint NOT NULL REFERENCES {0}.documents, ordinal int NOT NULL, headings text NOT NULL,
          page int, date date, text text NOT NULL, sentences bytea NOT NULL, UNIQUE (document, ordinal));
        CREATE TABLE {0}.postings(
          term text COLLATE "C" NOT NULL, passage bigint NOT NULL, frequency int NOT NULL, length int NOT NULL, places int[] NOT NULL,
          PRIMARY KEY (term, passage) INCLUDE (frequency, length));
        CREATE INDEX postings_passage ON {0}.postings(passage);
        CREATE TABLE {0}.spaces(id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, dimension int NOT NULL, UNIQUE (name, dimension));
        """,
    ];

    /// <summary>Makes what is missing. Processes that open an index at one time wait for each other.</summary>
    /// <returns>The space's number; 0 for none.</returns>
    /// <exception cref="InvalidDataException">The schema holds something else or a later version, or vectors are wanted and pgvector is not there.</exception>
    public static Task<int> EnsureAsync(PostgresSession session, PostgresIndexOptions options, VectorSpace? space, CancellationToken cancellationToken) =>
        session.WriteAsync(Subject, async connection =>
        {
            var version = await VersionAsync(session, connection, options.Schema, cancellationToken);
            for (var step = version; step < Steps.Length; step++)
            {
                await RunAsync(connection, $"{Steps[step].Replace("{0}", session.Schema, StringComparison.Ordinal)}UPDATE {session.Schema}.medqa_index SET version = {step + 1}", cancellationToken);
            }

            return space is null ? 0 : await SpaceAsync(session, connection, space, options.Hnsw, cancellationToken);
        }, cancellationToken);

    private static async Task<int> VersionAsync(PostgresSession session, NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var look = PostgresSession.Command(
            connection,
            """
            SELECT count(DISTINCT n.oid), count(c.oid), count(*) FILTER (WHERE c.relname = 'medqa_index')
            FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') WHERE n.nspname = @schema
            """,
            ("schema", schema));
        var (schemas, tables, index) = (0L, 0L, 0L);
        await using (var reader = await look.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (schemas, tables, index) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        }

        if (schemas == 0)
        {
            await RunAsync(connection, $"CREATE SCHEMA {session.Schema}", cancellationToken);
        }

        if (index == 0)
        {
            return tables == 0 ? 0 : throw new InvalidDataException($"{session.Where}: the schema holds {tables} tables and no library index. Name a schema of the index's own.");
        }

        await using var read = PostgresSession.Command(connection, $"SELECT version FROM {session.Schema}.medqa_index");
        var version = await read.ExecuteScalarAsync(cancellationToken) as int?;
        return version is >= 1 && version <= Steps.Length
            ? version.Value
            : throw new InvalidDataException($"{session.Where}: no library index of version {Steps.Length} (its version is {version}). Remove the schema to have it made again from the documents.");
    }

    private static async Task<int> SpaceAsync(PostgresSession session, NpgsqlConnection connection, VectorSpace space, bool hnsw, CancellationToken cancellationToken)
    {
        await ExtensionAsync(session, connection, cancellationToken);
        await RunAsync(
            connection,
            $"""
            CREATE TABLE IF NOT EXISTS {session.Schema}.vectors(
              passage bigint PRIMARY KEY REFERENCES {session.Schema}.passages ON DELETE CASCADE, space int NOT NULL REFERENCES {session.Schema}.spaces, vector vector NOT NULL)
            """,
            cancellationToken);
        (string, object?)[] values = [("name", StoredText.Of(space.Name)), ("dimension", space.Dimension)];
        await using var insert = PostgresSession.Command(connection, $"INSERT INTO {session.Schema}.spaces(name, dimension) VALUES (@name, @dimension) ON CONFLICT DO NOTHING", values);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var find = PostgresSession.Command(connection, $"SELECT id FROM {session.Schema}.spaces WHERE name = @name AND dimension = @dimension", values);
        var id = (int)(await find.ExecuteScalarAsync(cancellationToken))!;
        if (hnsw)
        {
            if (space.Dimension > LongestHnsw)
            {
                throw new InvalidDataException($"{session.Where}: pgvector's HNSW takes vectors of at most {LongestHnsw} numbers; the encoder's have {space.Dimension}. Open the index without it.");
            }

            await RunAsync(
                connection,
                $"CREATE INDEX IF NOT EXISTS vectors_hnsw_{id} ON {session.Schema}.vectors USING hnsw ((vector::vector({space.Dimension})) vector_ip_ops) WHERE space = {id}",
                cancellationToken);
        }

        return id;
    }

    private static async Task ExtensionAsync(PostgresSession session, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var look = PostgresSession.Command(connection, "SELECT installed_version IS NOT NULL FROM pg_available_extensions WHERE name = 'vector'");
        switch (await look.ExecuteScalarAsync(cancellationToken))
        {
            case true:
                return;
            case false:
                await RunAsync(connection, "CREATE EXTENSION IF NOT EXISTS vector", cancellationToken);
                return;
            default:
                throw new InvalidDataException($"{session.Where}: the server has no extension vector, so that passages cannot be searched by meaning. Install pgvector there, or set no encoder: words are searched without it.");
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = PostgresSession.Command(connection, text);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
