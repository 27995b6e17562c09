using MedQa.Library.Postgres;
using MedQa.Postgres.Testing;

namespace MedQa.Library.Tests.Postgres;

/// <summary>Indexes on a server.</summary>
internal static class PostgresServers
{
    /// <summary>An index in a schema of its own.</summary>
    public static PostgresIndexOptions IndexOptions(this PostgresServer server, string schema) => new(server.ConnectionString) { Schema = schema };
}
