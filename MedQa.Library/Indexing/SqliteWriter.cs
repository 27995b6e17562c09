using System.Text.Json;
using MedQa.Library.Passages;
using Microsoft.Data.Sqlite;

namespace MedQa.Library.Indexing;

/// <summary>The statements that change an index, each within a transaction of the caller's.</summary>
internal static class SqliteWriter
{
    /// <summary>Takes a document out.</summary>
    /// <returns>The ids of its passages, or null where there was no such document.</returns>
    public static List<long>? Remove(SqliteTransaction transaction, string name)
    {
        using var find = Command(transaction, "SELECT id FROM documents WHERE name = $name", ("$name", name));
        if (find.ExecuteScalar() is not long document)
        {
            return null;
        }

        var ids = new List<long>();
        using (var select = Command(transaction, "SELECT id FROM passages WHERE document = $document", ("$document", document)))
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read())
            {
                ids.Add(reader.GetInt64(0));
            }
        }

        foreach (var text in (string[])[
            "DELETE FROM words WHERE rowid IN (SELECT id FROM passages WHERE document = $document)",
            "DELETE FROM vectors WHERE passage IN (SELECT id FROM passages WHERE document = $document)",
            "DELETE FROM passages WHERE document = $document",
            "DELETE FROM documents WHERE id = $document"])
        {
            using var delete = Command(transaction, text, ("$document", document));
            delete.ExecuteNonQuery();
        }

        Count(transaction, -ids.Count);
        return ids;
    }

    /// <summary>Puts in a document that is not there.</summary>
    /// <returns>The ids of its passages in order.</returns>
    public static List<long> Insert(SqliteTransaction transaction, DocumentEntry document, IReadOnlyList<Passage> passages, CancellationToken cancellationToken)
    {
        using var insert = Command(
            transaction,
            """
            INSERT INTO documents(name, title, date, length, version, hash, recipe, problem, passages, review)
            VALUES ($name, $title, $date, $length, $version, $hash, $recipe, $problem, $passages, $review) RETURNING id
            """,
            ("$name", document.Name), ("$title", document.Title), ("$date", SqliteValues.OfDate(document.Date)), ("$length", document.Length), ("$version", document.Version),
            ("$hash", document.Hash), ("$recipe", document.Recipe), ("$problem", document.Problem ?? (object)DBNull.Value), ("$passages", passages.Count),
            ("$review", document.Review ?? (object)DBNull.Value));
        var id = (long)insert.ExecuteScalar()!;
        using var passage = Command(
            transaction,
            "INSERT INTO passages(document, ordinal, headings, page, date, text, sentences) VALUES ($document, $ordinal, $headings, $page, $date, $text, $sentences) RETURNING id",
            ("$document", id), ("$ordinal", 0), ("$headings", ""), ("$page", 0), ("$date", ""), ("$text", ""), ("$sentences", Array.Empty<byte>()));
        using var words = Command(
            transaction, "INSERT INTO words(rowid, title, headings, text) VALUES ($id, $title, $headings, $text)",
            ("$id", 0L), ("$title", document.Title), ("$headings", ""), ("$text", ""));
        var ids = new List<long>(passages.Count);
        for (var i = 0; i < passages.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var from = passages[i];
            passage.Parameters["$ordinal"].Value = i;
            passage.Parameters["$headings"].Value = JsonSerializer.Serialize(from.Headings);
            passage.Parameters["$page"].Value = from.Page ?? (object)DBNull.Value;
            passage.Parameters["$date"].Value = SqliteValues.OfDate(from.Date);
            passage.Parameters["$text"].Value = from.Text;
            passage.Parameters["$sentences"].Value = SqliteValues.OfSentences(from.Sentences);
            ids.Add((long)passage.ExecuteScalar()!);
            words.Parameters["$id"].Value = ids[i];
            words.Parameters["$headings"].Value = string.Join('\n', from.Headings);
            words.Parameters["$text"].Value = from.Text;
            words.ExecuteNonQuery();
        }

        Count(transaction, ids.Count);
        return ids;
    }

    /// <summary>Puts in passages' vectors.</summary>
    /// <returns>The vectors as they are stored, in float32.</returns>
    public static List<(long Id, float[] Vector)> Insert(SqliteTransaction transaction, long space, List<long> ids, IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        using var insert = Command(
            transaction, "INSERT INTO vectors(passage, space, vector) VALUES ($passage, $space, $vector)", ("$passage", 0L), ("$space", space), ("$vector", Array.Empty<byte>()));
        var stored = new List<(long, float[])>(ids.Count);
        foreach (var (id, vector) in ids.Zip(vectors))
        {
            var halves = SqliteValues.OfVector(vector.Span);
            insert.Parameters["$passage"].Value = id;
            insert.Parameters["$vector"].Value = halves;
            insert.ExecuteNonQuery();
            var rounded = new float[vector.Length];
            SqliteValues.Vector(halves, rounded);
            stored.Add((id, rounded));
        }

        return stored;
    }

    /// <summary>Every change of a document counts, for it changes what words stand in.</summary>
    private static void Count(SqliteTransaction transaction, int passages)
    {
        using var count = Command(transaction, "UPDATE totals SET passages = passages + $passages, changes = changes + 1", ("$passages", passages));
        count.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteTransaction transaction, string text, params ReadOnlySpan<(string Name, object Value)> values) =>
        SqlitePassageIndex.Command(transaction, text, values);
}
