using MedQa.Library.Indexing;
using Microsoft.Data.Sqlite;

namespace MedQa.Library.Tests.Indexing;

public sealed class SqlitePassageIndexTests : PassageIndexTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_WhatIsNoIndex_IsRefused()
    {
        File.WriteAllText(_folder["text.db"], new string('x', 5_000));
        using (var connection = new SqliteConnection($"Data Source={_folder["other.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE t(x)";
            command.ExecuteNonQuery();
        }

        Assert.Contains("cannot be opened as a library index", Assert.Throws<InvalidDataException>(() => SqlitePassageIndex.Open(_folder["text.db"])).Message, StringComparison.Ordinal);
        Assert.Contains("no library index of version 2", Assert.Throws<InvalidDataException>(() => SqlitePassageIndex.Open(_folder["other.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FileOfVersion1_KeepsItsDocumentsAndTakesReviews()
    {
        using (var index = SqlitePassageIndex.Open(_folder["i.db"]))
        {
            await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], null);
        }

        using (var connection = new SqliteConnection($"Data Source={_folder["i.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE documents DROP COLUMN review; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        for (var time = 0; time < 2; time++)
        {
            using var index = SqlitePassageIndex.Open(_folder["i.db"]);
            Assert.Null(Assert.Single(await index.GetDocumentAsync("a")).Review);
            await index.PutAsync(IndexCase.Entry("b") with { Review = "reviewed" }, [IndexCase.Passage("New.")], null);
            Assert.Equal("reviewed", Assert.Single(await index.GetDocumentAsync("b")).Review);
        }
    }

    public void Dispose() => _folder.Dispose();

    protected override Task<IPassageIndex> OpenAsync(string name) => Task.FromResult<IPassageIndex>(SqlitePassageIndex.Open(_folder[$"{name}.db"]));
}
