using System.Text.Json;
using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using Npgsql;
using NpgsqlTypes;

namespace MedQa.Library.Postgres;

/// <summary>The statements that change an index, each within a transaction of the caller's.</summary>
/// <param name="schema">The schema, as SQL names it.</param>
internal sealed class PostgresWriter(string schema)
{
    /// <summary>Puts a document in the place of the one of its name.</summary>
    /// <param name="postings">Its words; a row is a passage's place in <paramref name="passages"/>.</param>
    /// <param name="space">The vectors' space.</param>
    /// <param name="vectors">As <see cref="StoredText.OfVector"/> writes them; null where they are not known.</param>
    public async Task<bool> PutAsync(
        NpgsqlConnection connection, DocumentEntry document, Passage[] passages, List<WordPosting> postings, int space, string[]? vectors, CancellationToken cancellationToken)
    {
        var gone = await DeleteAsync(connection, document.Name, cancellationToken);
        var lengths = new int[passages.Length];
        foreach (var posting in postings)
        {
            lengths[posting.Row] += posting.Places.Count;
        }

        var words = lengths.Sum(length => (long)length);
        var id = await DocumentAsync(connection, document, passages.Length, words, cancellationToken);
        if (passages.Length > 0)
        {
            var ids = await PassagesAsync(connection, id, passages, cancellationToken);
            await PostingsAsync(connection, ids, lengths, postings, cancellationToken);
            if (vectors is not null)
            {
                await VectorsAsync(connection, space, ids, vectors, cancellationToken);
            }
        }

        await CountAsync(connection, passages.Length - (gone?.Passages ?? 0), words - (gone?.Words ?? 0), cancellationToken);
        return gone is not null;
    }

    /// <summary>Takes a document out.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> RemoveAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        if (await DeleteAsync(connection, name, cancellationToken) is not { } gone)
        {
            return false;
        }

        await CountAsync(connection, -gone.Passages, -gone.Words, cancellationToken);
        return true;
    }

    private async Task<(int Passages, long Words)?> DeleteAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var find = PostgresSession.Command(connection, $"SELECT id, passages, words FROM {schema}.documents WHERE name = @name", ("name", name));
        var (document, passages, words) = (0L, 0, 0L);
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            (document, passages, words) = (reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2));
        }

        // Vectors go with their passages.
        foreach (var text in (string[])[
            $"DELETE FROM {schema}.postings WHERE passage = ANY (ARRAY(SELECT id FROM {schema}.passages WHERE document = @document))",
            $"DELETE FROM {schema}.passages WHERE document = @document",
            $"DELETE FROM {schema}.documents WHERE id = @document"])
        {
            await using var delete = PostgresSession.Command(connection, text, ("document", document));
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        return (passages, words);
    }

    private async Task<long> DocumentAsync(NpgsqlConnection connection, DocumentEntry document, int passages, long words, CancellationToken cancellationToken)
    {
        await using var insert = PostgresSession.Command(
            connection,
            $"""
            INSERT INTO {schema}.documents(name, title, date, length, version, hash, recipe, problem, passages, words, review)
            VALUES (@name, @title, @date, @length, @version, @hash, @recipe, @problem, @passages, @words, @review) RETURNING id
            """,
            ("name", document.Name), ("title", document.Title), ("length", document.Length), ("version", document.Version), ("hash", document.Hash), ("recipe", document.Recipe),
            ("passages", passages), ("words", words));
        Add(insert, "date", NpgsqlDbType.Date, document.Date);
        Add(insert, "problem", NpgsqlDbType.Text, document.Problem);
        Add(insert, "review", NpgsqlDbType.Text, document.Review);
        return (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<long[]> PassagesAsync(NpgsqlConnection connection, long document, Passage[] passages, CancellationToken cancellationToken)
    {
        var columns = passages.Select(passage => (
            Headings: JsonSerializer.Serialize(passage.Headings.Select(StoredText.Of)), passage.Page, passage.Date, Text: StoredText.Of(passage.Text),
            Sentences: SqliteValues.OfSentences(passage.Sentences))).ToList();
        await using var insert = PostgresSession.Command(
            connection,
            $"""
            INSERT INTO {schema}.passages(document, ordinal, headings, page, date, text, sentences)
            SELECT @document, ordinal - 1, headings, page, date, text, sentences
            FROM unnest(@headings, @pages, @dates, @texts, @sentences) WITH ORDINALITY AS p(headings, page, date, text, sentences, ordinal) ORDER BY ordinal
            RETURNING ordinal, id
            """,
            ("document", document), ("headings", columns.Select(c => c.Headings).ToArray()), ("texts", columns.Select(c => c.Text).ToArray()),
            ("sentences", columns.Select(c => c.Sentences).ToArray()));
        Add(insert, "pages", NpgsqlDbType.Array | NpgsqlDbType.Integer, columns.Select(c => c.Page).ToArray());
        Add(insert, "dates", NpgsqlDbType.Array | NpgsqlDbType.Date, columns.Select(c => c.Date).ToArray());
        var ids = new long[passages.Length];
        await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids[reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return ids;
    }

    private async Task PostingsAsync(NpgsqlConnection connection, long[] ids, int[] lengths, List<WordPosting> postings, CancellationToken cancellationToken)
    {
        // Arrays of different lengths cannot stand in one array, so the places travel as texts.
        await using var insert = PostgresSession.Command(
            connection,
            $"""
            INSERT INTO {schema}.postings(term, passage, frequency, length, places)
            SELECT term, passage, frequency, length, places::int[] FROM unnest(@terms, @passages, @frequencies, @lengths, @places) AS w(term, passage, frequency, length, places)
            """,
            ("terms", postings.Select(p => p.Term).ToArray()), ("passages", postings.Select(p => ids[p.Row]).ToArray()),
            ("frequencies", postings.Select(p => p.Places.Sum(PostgresWordSearch.Weight)).ToArray()), ("lengths", postings.Select(p => lengths[p.Row]).ToArray()),
            ("places", postings.Select(p => $"{{{string.Join(',', p.Places)}}}").ToArray()));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task VectorsAsync(NpgsqlConnection connection, int space, long[] ids, string[] vectors, CancellationToken cancellationToken)
    {
        await using var insert = PostgresSession.Command(
            connection,
            $"INSERT INTO {schema}.vectors(passage, space, vector) SELECT passage, @space, vector::vector FROM unnest(@ids, @vectors) AS v(passage, vector)",
            ("space", space), ("ids", ids), ("vectors", vectors));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Last in a change, for changes of other documents wait from here on.</summary>
    private async Task CountAsync(NpgsqlConnection connection, int passages, long words, CancellationToken cancellationToken)
    {
        await using var count = PostgresSession.Command(
            connection, $"UPDATE {schema}.medqa_index SET passages = passages + @passages, words = words + @words", ("passages", passages), ("words", words));
        await count.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlCommand command, string name, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new(name, type) { Value = value ?? DBNull.Value });
}
