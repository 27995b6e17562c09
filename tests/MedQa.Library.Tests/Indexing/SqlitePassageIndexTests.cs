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
        Assert.Contains("no library index of version 3", Assert.Throws<InvalidDataException>(() => SqlitePassageIndex.Open(_folder["other.db"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER TABLE documents DROP COLUMN review; DROP TABLE totals; PRAGMA user_version = 1")]
    [InlineData("DROP TABLE totals; PRAGMA user_version = 2")]
    public async Task Open_FileOfAnEarlierVersion_KeepsItsDocumentsAndTakesNewOnes(string earlier)
    {
        using (var index = SqlitePassageIndex.Open(_folder["i.db"]))
        {
            await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma."), IndexCase.Passage("Old.")], null);
        }

        Execute(earlier);
        for (var time = 0; time < 2; time++)
        {
            using var index = SqlitePassageIndex.Open(_folder["i.db"]);
            Assert.Equal([null, null], (await index.GetDocumentAsync("a")).Select(passage => passage.Review));
            await index.PutAsync(IndexCase.Entry("b") with { Review = "reviewed" }, [IndexCase.Passage("New.")], null);
            Assert.Equal("reviewed", Assert.Single(await index.GetDocumentAsync("b")).Review);
            Assert.Equal(3, (await index.CountWordsAsync([])).Passages);
        }
    }

    /// <summary>What is counted stays until something changes: a word that is taken out of the file behind the index's back is not missed before.</summary>
    [Fact]
    public async Task Count_NothingChanged_CountsEachWordOnce()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], null);
        Assert.Equal([1], (await index.CountWordsAsync(["asthma"])).Holding);
        Execute("DELETE FROM words");
        Assert.Equal([1, 0], (await index.CountWordsAsync(["asthma", "old"])).Holding);
        await index.PutAsync(IndexCase.Entry("b"), [IndexCase.Passage("None.")], null);
        Assert.Equal([0], (await index.CountWordsAsync(["asthma"])).Holding);
    }

    [Fact]
    public async Task Count_WithoutTotals_SaysThatTheIndexIsDamaged()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        Execute("DELETE FROM totals");
        await Assert.ThrowsAsync<InvalidDataException>(() => index.CountWordsAsync(["asthma"]));
    }

    public void Dispose() => _folder.Dispose();

    protected override Task<IPassageIndex> OpenAsync(string name) => Task.FromResult<IPassageIndex>(SqlitePassageIndex.Open(_folder[$"{name}.db"]));

    private void Execute(string text)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["i.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
