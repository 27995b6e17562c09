using System.Text.Json;
using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using Npgsql;

namespace MedQa.Library.Postgres;

/// <summary>The statements that read an index's documents and passages.</summary>
/// <param name="schema">The schema, as SQL names it.</param>
internal sealed class PostgresReader(string schema)
{
    /// <summary>All documents, by name.</summary>
    public async Task<IReadOnlyList<DocumentEntry>> DocumentsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = PostgresSession.Command(
            connection, $"SELECT name, title, date, length, version, hash, recipe, problem, passages, review FROM {schema}.documents ORDER BY name");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var documents = new List<DocumentEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            documents.Add(new(
                reader.GetString(0), reader.GetString(1), Date(reader, 2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5), reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetInt32(8), reader.IsDBNull(9) ? null : reader.GetString(9)));
        }

        return documents;
    }

    /// <summary>Passages by their ids, in the order asked for.</summary>
    public Task<IReadOnlyList<IndexedPassage>> PassagesAsync(NpgsqlConnection connection, IReadOnlyList<long> ids, CancellationToken cancellationToken) => PassagesAsync(
        connection, $"FROM unnest(@ids) WITH ORDINALITY AS w(id, place) JOIN {schema}.passages p ON p.id = w.id JOIN {schema}.documents d ON d.id = p.document ORDER BY w.place",
        ("ids", ids.ToArray()), cancellationToken);

    /// <summary>A document's passages.</summary>
    public Task<IReadOnlyList<IndexedPassage>> PassagesAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) => PassagesAsync(
        connection, $"FROM {schema}.passages p JOIN {schema}.documents d ON d.id = p.document WHERE d.name = @name ORDER BY p.ordinal", ("name", name), cancellationToken);

    private static async Task<IReadOnlyList<IndexedPassage>> PassagesAsync(NpgsqlConnection connection, string from, (string, object?) value, CancellationToken cancellationToken)
    {
        await using var command = PostgresSession.Command(connection, $"SELECT p.id, d.name, d.title, p.ordinal, p.headings, p.page, p.date, p.text, p.sentences, d.review {from}", value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var passages = new List<IndexedPassage>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var text = reader.GetString(7);
            passages.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), new Passage(
                Headings(reader.GetString(4)), reader.IsDBNull(5) ? null : reader.GetInt32(5), Date(reader, 6), text,
                SqliteValues.Sentences(reader.GetFieldValue<byte[]>(8), text.Length)), reader.IsDBNull(9) ? null : reader.GetString(9)));
        }

        return passages;
    }

    private static DateOnly? Date(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateOnly>(column);

    private static string[] Headings(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(json) ?? [];
        }
        catch (JsonException)
        {
            throw new InvalidDataException("The index is damaged: a passage's headings are no JSON.");
        }
    }
}
