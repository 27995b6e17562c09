using MedQa.Library.Indexing;
using Npgsql;

namespace MedQa.Library.Postgres;

/// <summary>
/// BM25 (k1 = 1.2, b = 0.75; Robertson and Zaragoza, 2009) in one statement over <c>postings</c>, as FTS5 computes it:
/// Σ idf f (k1 + 1) / (f + k1 (1 − b + b |d| / avg)) over a search's words with idf = ln((N − n + ½) / (n + ½)), and 10⁻⁶ where that is not
/// above 0, each word's times its weight in the search. f counts a word by its columns' weights, |d| and avg count each word once. A phrase counts like a word: it stands where its
/// words' places less their numbers in it are the same.
/// </summary>
/// <param name="schema">The schema, as SQL names it.</param>
internal sealed class PostgresWordSearch(string schema)
{
    private readonly string _found = $"""
        WITH asked AS MATERIALIZED (SELECT * FROM unnest(@words, @places, @terms) AS a(word, place, term)),
        sizes AS (SELECT word, count(*) AS size FROM asked GROUP BY word),
        found AS MATERIALIZED (
          SELECT word, p.passage, p.frequency, p.length FROM asked JOIN sizes USING (word) JOIN {schema}.postings p USING (term) WHERE size = 1
          UNION ALL
          SELECT word, passage, sum(CASE start >> {WordPosting.ColumnBits} WHEN 0 THEN {Weight(0)} WHEN 1 THEN {Weight(1 << WordPosting.ColumnBits)} ELSE 1 END)::int, min(length)
          FROM (
            SELECT word, p.passage, at - place AS start, min(p.length) AS length
            FROM asked JOIN sizes USING (word) JOIN {schema}.postings p USING (term) CROSS JOIN unnest(p.places) AS at
            WHERE size > 1 GROUP BY word, size, p.passage, at - place HAVING count(*) = size) AS phrases
          GROUP BY word, passage)
        """;

    /// <summary>What a word counts for, by its place.</summary>
    public static int Weight(int place) => (place >> WordPosting.ColumnBits) switch
    {
        0 => (int)SqlitePassageIndex.TitleWeight,
        1 => (int)SqlitePassageIndex.HeadingWeight,
        _ => 1,
    };

    /// <summary>The best passages that hold any of the words.</summary>
    /// <param name="words">The words' stems.</param>
    /// <param name="factors">What each word's score is multiplied by.</param>
    public async Task<IReadOnlyList<PassageHit>> SearchAsync(
        NpgsqlConnection connection, List<(int Word, int Place, string Term)> words, double[] factors, int count, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection,
            $"""
            {_found},
            counts AS (SELECT word, count(*)::float8 AS n FROM found GROUP BY word),
            totals AS (SELECT passages::float8 AS n, words / passages::float8 AS average FROM {schema}.medqa_index WHERE passages > 0),
            factors AS (SELECT (number - 1)::int AS word, factor FROM unnest(@factors) WITH ORDINALITY AS f(factor, number)),
            weights AS (
              SELECT word, factor * greatest(ln((t.n - c.n + 0.5::float8) / (c.n + 0.5::float8)), 1e-6::float8) AS idf FROM counts c JOIN factors USING (word) CROSS JOIN totals t)
            SELECT passage, sum(idf * frequency * 2.2::float8 / (frequency + 1.2::float8 * (0.25::float8 + 0.75::float8 * length / average))) AS score
            FROM found JOIN weights USING (word) CROSS JOIN totals GROUP BY passage ORDER BY score DESC, passage LIMIT @count
            """,
            words);
        command.Parameters.AddWithValue("factors", factors);
        command.Parameters.AddWithValue("count", count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hits = new List<PassageHit>();
        while (await reader.ReadAsync(cancellationToken))
        {
            hits.Add(new(reader.GetInt64(0), reader.GetDouble(1)));
        }

        return hits;
    }

    /// <summary>How many passages there are, and how many hold each of the words.</summary>
    /// <param name="count">How many words were asked for.</param>
    public async Task<WordCounts> CountAsync(NpgsqlConnection connection, List<(int Word, int Place, string Term)> words, int count, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection, $"{_found} SELECT NULL::int, passages FROM {schema}.medqa_index UNION ALL SELECT word, count(*) FROM found GROUP BY word", words);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (passages, holding) = (0L, new long[count]);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(0))
            {
                passages = reader.GetInt64(1);
            }
            else
            {
                holding[reader.GetInt32(0)] = reader.GetInt64(1);
            }
        }

        return new(passages, holding);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, List<(int Word, int Place, string Term)> words) => PostgresSession.Command(
        connection, text, ("words", words.Select(w => w.Word).ToArray()), ("places", words.Select(w => w.Place).ToArray()), ("terms", words.Select(w => w.Term).ToArray()));
}
