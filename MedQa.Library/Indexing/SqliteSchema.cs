using Microsoft.Data.Sqlite;

namespace MedQa.Library.Indexing;

/// <summary>
/// The tables. <c>passages.headings</c> is a JSON array, <c>passages.sentences</c> pairs of int32 (start, length), little endian;
/// <c>vectors.vector</c> holds IEEE halves, little endian, of length 1. <c>words</c> is FTS5 without a copy of the text: title, headings
/// and text, stemmed by Porter's rules, without accents. <c>totals</c> has one row: how many passages there are, and how many changes of
/// documents there were. Ids of passages are never given twice (AUTOINCREMENT).
/// </summary>
internal static class SqliteSchema
{
    /// <summary>How FTS5 parts texts into words and stems them.</summary>
    public const string Tokenizer = "porter unicode61 remove_diacritics 2";

    private const int Version = 3;

    // Version 1 knew nothing of reviews. Its documents get theirs when they are read again, which the readers' version asks for.
    private const string FromVersion1 = "ALTER TABLE documents ADD COLUMN review TEXT;";

    private const string Totals = """
        CREATE TABLE totals(passages INTEGER NOT NULL, changes INTEGER NOT NULL);
        INSERT INTO totals SELECT coalesce(sum(passages), 0), 0 FROM documents;
        """;

    private const string Tables = $"""
        CREATE TABLE documents(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL, date TEXT, length INTEGER NOT NULL, version TEXT NOT NULL,
          hash TEXT NOT NULL, recipe TEXT NOT NULL, problem TEXT, passages INTEGER NOT NULL, review TEXT);
        CREATE TABLE passages(
          id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL, ordinal INTEGER NOT NULL, headings TEXT NOT NULL, page INTEGER,
          date TEXT, text TEXT NOT NULL, sentences BLOB NOT NULL);
        CREATE UNIQUE INDEX passages_document ON passages(document, ordinal);
        CREATE TABLE spaces(id INTEGER PRIMARY KEY, name TEXT NOT NULL, dimension INTEGER NOT NULL, UNIQUE(name, dimension));
        CREATE TABLE vectors(passage INTEGER PRIMARY KEY, space INTEGER NOT NULL, vector BLOB NOT NULL);
        CREATE VIRTUAL TABLE words USING fts5(title, headings, text, content='', contentless_delete=1, tokenize='{Tokenizer}');
        {Totals}
        """;

    /// <summary>Makes the tables where the file is new, and brings those of earlier versions to the present one.</summary>
    /// <exception cref="InvalidDataException">The file is no index, or one of another version.</exception>
    public static void Ensure(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
        using var transaction = connection.BeginTransaction(deferred: false);
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        command.CommandText = "SELECT count(*) FROM sqlite_schema";
        var isNew = version == 0 && (long)command.ExecuteScalar()! == 0;
        if (isNew)
        {
            command.CommandText = $"{Tables}PRAGMA user_version = {Version}";
            command.ExecuteNonQuery();
        }
        else if (version is 1 or 2)
        {
            command.CommandText = $"{(version == 1 ? FromVersion1 : "")}{Totals}PRAGMA user_version = {Version}";
            command.ExecuteNonQuery();
        }
        else if (version != Version)
        {
            throw new InvalidDataException($"{path} is no library index of version {Version} (its version is {version}). Remove it to have it made again from the documents.");
        }

        transaction.Commit();
    }
}
