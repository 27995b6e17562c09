using System.Security.Cryptography;
using System.Text;
using MedQa.Library.Indexing;
using Microsoft.Data.Sqlite;

namespace MedQa.Library.Postgres;

/// <summary>
/// Parts texts into stemmed words with FTS5 itself, in memory: a question finds the same words here as in an index in SQLite, to the last
/// accent. Thread-safe.
/// </summary>
internal static class StemmedWords
{
    private const int MostBytes = 256;

    // In the order of WordPosting's columns.
    private const string Tables = $"""
        CREATE VIRTUAL TABLE words USING fts5(title, headings, text, content='', tokenize='{SqliteSchema.Tokenizer}');
        CREATE VIRTUAL TABLE places USING fts5vocab(words, instance);
        """;

    /// <summary>The words of texts, by word and then by text.</summary>
    public static List<WordPosting> Of(IReadOnlyList<(string Title, string Headings, string Text)> rows, CancellationToken cancellationToken)
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = Tables;
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO words(rowid, title, headings, text) VALUES ($row, $title, $headings, $text)";
        for (var i = 0; i < rows.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$row", i);
            command.Parameters.AddWithValue("$title", rows[i].Title);
            command.Parameters.AddWithValue("$headings", rows[i].Headings);
            command.Parameters.AddWithValue("$text", rows[i].Text);
            command.ExecuteNonQuery();
        }

        return Read(command, cancellationToken);
    }

    /// <summary>The words of a search: for each its stems in order, with their words' numbers.</summary>
    public static List<(int Word, int Place, string Term)> Of(IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        [.. Of([.. words.Select(word => (StoredText.Of(word), "", ""))], cancellationToken).SelectMany(posting => posting.Places.Select(place => (posting.Row, place, posting.Term)))];

    private static List<WordPosting> Read(SqliteCommand command, CancellationToken cancellationToken)
    {
        command.Parameters.Clear();
        command.CommandText = "SELECT term, doc, CASE col WHEN 'title' THEN 0 WHEN 'headings' THEN 1 ELSE 2 END, offset FROM places ORDER BY 1, 2, 3, 4";
        using var reader = command.ExecuteReader();
        var postings = new List<WordPosting>();
        var last = "";
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (term, row) = (reader.GetString(0), reader.GetInt32(1));
            if (postings.Count == 0 || last != term || postings[^1].Row != row)
            {
                postings.Add(new(row, last == term ? postings[^1].Term : Key(term), []));
                last = term;
            }

            postings[^1].Places.Add((reader.GetInt32(2) << WordPosting.ColumnBits) | reader.GetInt32(3));
        }

        return postings;
    }

    /// <summary>PostgreSQL's B-trees take no long keys: a longer word stands there as its hash, behind a sign that no word begins with.</summary>
    private static string Key(string term) =>
        Encoding.UTF8.GetByteCount(term) <= MostBytes ? term : $"#{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(term)))}";
}
