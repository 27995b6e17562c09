using System.Globalization;
using System.Text.Json;
using MedQa.Library.Passages;
using Microsoft.Data.Sqlite;

namespace MedQa.Library.Indexing;

/// <summary>The statements that read an index.</summary>
internal static class SqliteReader
{
    private const string SelectPassages = """
        SELECT p.id, d.name, d.title, p.ordinal, p.headings, p.page, p.date, p.text, p.sentences, d.review FROM passages p JOIN documents d ON d.id = p.document
        """;

    private static readonly string Bm25 = string.Create(CultureInfo.InvariantCulture, $"bm25(words, {SqlitePassageIndex.TitleWeight:F1}, {SqlitePassageIndex.HeadingWeight:F1}, 1.0)");

    /// <summary>All documents, by name.</summary>
    public static IReadOnlyList<DocumentEntry> Documents(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, title, date, length, version, hash, recipe, problem, passages, review FROM documents ORDER BY name";
        using var reader = command.ExecuteReader();
        var documents = new List<DocumentEntry>();
        while (reader.Read())
        {
            documents.Add(new(
                reader.GetString(0), reader.GetString(1), SqliteValues.Date(reader, 2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5), reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetInt32(8), reader.IsDBNull(9) ? null : reader.GetString(9)));
        }

        return documents;
    }

    /// <summary>
    /// BM25 over any of the words. It is a sum over words, so words of different weights are matched apart, and their sums added and put in
    /// order as one. FTS5's figure is the better the lower.
    /// </summary>
    public static IReadOnlyList<PassageHit> Words(SqliteConnection connection, IReadOnlyList<WeightedWord> words, int count)
    {
        using var command = connection.CreateCommand();
        var matches = new List<string>();
        foreach (var group in words.GroupBy(word => word.Weight, word => Phrase(word.Text)))
        {
            command.Parameters.AddWithValue($"$weight{matches.Count}", group.Key);
            command.Parameters.AddWithValue($"$query{matches.Count}", string.Join(" OR ", group));
            matches.Add($"SELECT rowid AS id, -$weight{matches.Count} * {Bm25} AS score FROM words WHERE words MATCH $query{matches.Count}");
        }

        var found = matches.Count == 1 ? matches[0] : $"SELECT id, sum(score) AS score FROM ({string.Join(" UNION ALL ", matches)}) GROUP BY id";
        command.CommandText = $"{found} ORDER BY score DESC, id LIMIT $count";
        command.Parameters.AddWithValue("$count", count);
        using var reader = command.ExecuteReader();
        var hits = new List<PassageHit>();
        while (reader.Read())
        {
            hits.Add(new(reader.GetInt64(0), reader.GetDouble(1)));
        }

        return hits;
    }

    /// <summary>How many passages there are and how many hold each word.</summary>
    public static WordCounts Count(SqliteConnection connection, IReadOnlyList<string> words, WordCountCache known)
    {
        using var total = connection.CreateCommand();
        total.CommandText = "SELECT passages, changes FROM totals";
        var (passages, change) = Totals(total);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM words WHERE words MATCH $query";
        var query = command.Parameters.Add("$query", SqliteType.Text);
        return new(passages, [.. words.Select(word => known.Of(change, word, Holding))]);

        long Holding(string word)
        {
            query.Value = Phrase(word);
            return (long)command.ExecuteScalar()!;
        }
    }

    /// <summary>Passages by their ids.</summary>
    public static IReadOnlyList<IndexedPassage> Passages(SqliteConnection connection, IReadOnlyList<long> ids)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"{SelectPassages} WHERE p.id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        var passages = new List<IndexedPassage>(ids.Count);
        foreach (var wanted in ids)
        {
            id.Value = wanted;
            Append(command, passages);
        }

        return passages;
    }

    /// <summary>A document's passages.</summary>
    public static IReadOnlyList<IndexedPassage> Passages(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"{SelectPassages} WHERE d.name = $name ORDER BY p.ordinal";
        command.Parameters.AddWithValue("$name", name);
        var passages = new List<IndexedPassage>();
        Append(command, passages);
        return passages;
    }

    private static (long Passages, long Changes) Totals(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : throw new InvalidDataException("The index is damaged: it has no totals.");
    }

    private static string Phrase(string words) => $"\"{words.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Append(SqliteCommand command, List<IndexedPassage> passages)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var text = reader.GetString(7);
            passages.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), new Passage(
                Headings(reader.GetString(4)), reader.IsDBNull(5) ? null : reader.GetInt32(5), SqliteValues.Date(reader, 6), text,
                SqliteValues.Sentences(reader.GetFieldValue<byte[]>(8), text.Length)), reader.IsDBNull(9) ? null : reader.GetString(9)));
        }
    }

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
