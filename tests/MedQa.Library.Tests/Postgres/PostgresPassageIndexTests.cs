using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using MedQa.Library.Postgres;
using MedQa.Library.Tests.Indexing;
using MedQa.Postgres.Testing;

namespace MedQa.Library.Tests.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PostgresPassageIndexTests(PostgresServer server) : PassageIndexTests
{
    private readonly string _schema = $"t_{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Open_WithASpaceWhereThereIsNoPgvector_SaysWhatToDo()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        Skip.If(await server.RunAsync("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'") is not null, "This server has pgvector.");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => PostgresPassageIndex.OpenAsync(server.IndexOptions(_schema), new("s", 2)));
        Assert.Contains("no extension vector", refused.Message, StringComparison.Ordinal);
        using var index = await OpenAsync("i");
        Assert.Empty(await index.ListAsync());
    }

    [SkippableFact]
    public async Task Open_OneSchemaFromManySidesAtOnce_MakesItOnce()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        var indexes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostgresPassageIndex.OpenAsync(server.IndexOptions(_schema))));
        await indexes[0].PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Asthma.")], null);
        Assert.Single(await indexes[7].ListAsync());
        Array.ForEach(indexes, index => index.Dispose());
    }

    [SkippableFact]
    public async Task Open_WhatIsNoIndex_IsRefused()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        await server.RunAsync($"CREATE SCHEMA {_schema}; CREATE TABLE {_schema}.t(x int)");
        await Refuses("holds 1 tables and no library index");
        await server.RunAsync($"DROP SCHEMA {_schema} CASCADE");
        (await PostgresPassageIndex.OpenAsync(server.IndexOptions(_schema))).Dispose();
        await server.RunAsync($"UPDATE {_schema}.medqa_index SET version = 99");
        await Refuses("no library index of version 1 (its version is 99)");

        async Task Refuses(string message) => Assert.Contains(
            message, (await Assert.ThrowsAsync<InvalidDataException>(() => PostgresPassageIndex.OpenAsync(server.IndexOptions(_schema)))).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("a b; DROP SCHEMA public; --")]
    [InlineData("q\"u'o$te{0}")]
    public async Task Open_HostileSchema_IsAName(string name)
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        using var index = await PostgresPassageIndex.OpenAsync(server.IndexOptions(name));
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Asthma.")], null);
        Assert.Single(await index.SearchWordsAsync(["asthma"], 5));
        Assert.Equal(1L, await server.RunAsync($"SELECT count(*) FROM pg_namespace WHERE nspname = '{name.Replace("'", "''", StringComparison.Ordinal)}'"));
        await Assert.ThrowsAsync<ArgumentException>(() => PostgresPassageIndex.OpenAsync(server.IndexOptions(new('x', 64))));
        await Assert.ThrowsAsync<ArgumentException>(() => PostgresPassageIndex.OpenAsync(server.IndexOptions("a\0b")));
    }

    /// <summary>PostgreSQL holds neither U+0000 nor half a surrogate pair: U+FFFD stands for them, and sentences stay where they were.</summary>
    [SkippableFact]
    public async Task Put_CharactersThatPostgresCannotHold_AreReplaced()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        using var index = await OpenAsync("i");
        const string name = "a\0\uD83D";
        await index.PutAsync(IndexCase.Entry(name, name) with { Review = name }, [new Passage([name], null, null, "One\0two \uDC00. \uD83D\uDE00 Three.", [new(0, 10), new(11, 9)])], null);
        var passage = Assert.Single(await index.GetDocumentAsync(name)).Passage;
        Assert.Equal("One\uFFFDtwo \uFFFD. \uD83D\uDE00 Three.", passage.Text);
        Assert.Equal("\uD83D\uDE00 Three.", passage.Sentences[1].Of(passage.Text).ToString());
        Assert.Single(await index.SearchWordsAsync(["two", "\0", "\uD83D"], 5));
        Assert.True(await index.RemoveAsync(name));
    }

    /// <summary>A row that the server refuses is not in the exception, nor is the text that it would have held.</summary>
    [SkippableFact]
    public async Task Put_RefusedByTheServer_ChangesNothingAndSaysNothingOfTheText()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        using var index = await OpenAsync("i");
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], null);
        await server.RunAsync($"ALTER TABLE {_schema}_i.passages ADD CHECK (text <> 'Private angina.')");
        var refused = await Assert.ThrowsAsync<IOException>(() => index.PutAsync(IndexCase.Entry("a", hash: "h2"), [IndexCase.Passage("Private angina.")], null));

        Assert.Contains($"schema {_schema}_i: PostgreSQL's error 23514", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("angina", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal("h", Assert.Single(await index.ListAsync()).Hash);
        Assert.Single(await index.SearchWordsAsync(["asthma"], 5));
        Assert.Equal(0L, await server.RunAsync($"SELECT count(*) FROM {_schema}_i.postings WHERE term LIKE 'angina%'"));
    }

    [SkippableFact]
    public async Task Search_CancelledWhileTheServerWorks_Stops()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        using var index = await OpenAsync("i");
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Asthma.")], null);
        await using var source = Npgsql.NpgsqlDataSource.Create(server.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var block = new Npgsql.NpgsqlCommand($"LOCK TABLE {_schema}_i.postings", connection))
        {
            await block.ExecuteNonQueryAsync();
        }

        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var stopped = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.SearchWordsAsync(["asthma"], 5, soon.Token));
        Assert.Equal(soon.Token, stopped.CancellationToken);
        Assert.Null(stopped.InnerException);
        await transaction.RollbackAsync();
        Assert.Single(await index.SearchWordsAsync(["asthma"], 5));
    }

    [SkippableFact]
    public async Task Open_WrongPasswordDatabaseOrHost_SaysWhichAndKeepsTheSecret()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        await Fails(server.ConnectionString.Replace(PostgresServer.Password, "wrong-secret", StringComparison.Ordinal), "the user or its password is refused");
        await Fails(server.ConnectionString.Replace("Database=postgres", "Database=none", StringComparison.Ordinal), "there is no such database");
        await Fails($"Host=127.0.0.1;Port={ServerProcess.FreePort()};Database=d;Username=u;Password=wrong-secret", "cannot be reached");

        static async Task Fails(string connectionString, string message)
        {
            var refused = await Assert.ThrowsAsync<IOException>(() => PostgresPassageIndex.OpenAsync(new(connectionString)));
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
        }
    }

    /// <summary>What the server says to a broken connection is an error of one call; the next gets a new connection.</summary>
    [SkippableFact]
    public async Task Search_AfterItsConnectionsAreCut_GoesOnWithNewOnes()
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        using var index = await PostgresPassageIndex.OpenAsync(new($"{server.ConnectionString};Application Name={_schema}") { Schema = _schema });
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Asthma.")], null);
        await server.RunAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{_schema}'");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Assert.Single(await index.SearchWordsAsync(["asthma"], 5));
                break;
            }
            catch (IOException e) when (attempt < 3)
            {
                Assert.Contains("PostgreSQL at 127.0.0.1", e.Message, StringComparison.Ordinal);
            }
        }
    }

    protected override async Task<IPassageIndex> OpenAsync(string name)
    {
        Skip.If(server.SkipReason is not null, server.SkipReason);
        return await PostgresPassageIndex.OpenAsync(server.IndexOptions($"{_schema}_{name}"));
    }
}
