namespace MedQa.Library.Postgres;

/// <summary>Where an index lies and how it searches.</summary>
/// <param name="ConnectionString">
/// As Npgsql reads it (<c>Host=…;Database=…;Username=…;Password=…</c>). <c>Include Error Detail</c> is always off, for the server's details
/// may repeat a row.
/// </param>
public sealed record PostgresIndexOptions(string ConnectionString)
{
    /// <summary>The schema of an index that names none.</summary>
    public const string DefaultSchema = "medqa_library";

    /// <summary>The schema that holds the index and nothing else; made where there is none. At most 63 bytes in UTF-8.</summary>
    public string Schema { get; init; } = DefaultSchema;

    /// <summary>
    /// Whether vectors are searched by pgvector's HNSW graph (Malkov and Yashunin, 2018), which is fast and may miss passages, or all of them
    /// are looked at. The graph is made when the index is opened, and kept from then on.
    /// </summary>
    public bool Hnsw { get; init; }

    /// <summary>The connection string holds a password.</summary>
    public override string ToString() => $"{nameof(PostgresIndexOptions)} {{ {nameof(Schema)} = {Schema}, {nameof(Hnsw)} = {Hnsw} }}";
}
