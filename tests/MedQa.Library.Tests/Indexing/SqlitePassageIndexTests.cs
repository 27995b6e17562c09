using MedQa.Library.Indexing;
using MedQa.Library.Passages;
using Microsoft.Data.Sqlite;

namespace MedQa.Library.Tests.Indexing;

public sealed class SqlitePassageIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Put_Document_ComesBackWhole()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        var document = new DocumentEntry("a/b.md", "Fever", new DateOnly(2024, 2, 29), 123, "v1", "hash", "recipe", Review: "reviewed by a nurse");
        var passage = new Passage(["Signs", "Urgent \"x\""], 7, new DateOnly(2023, 1, 2), "Über 38 °C. Call.\nNow.", [new(0, 11), new(12, 5), new(18, 4)]);
        await index.PutAsync(document, [passage, IndexCase.Passage("Two.")], null);

        Assert.Equal(document with { PassageCount = 2 }, Assert.Single(await index.ListAsync()));
        var found = await index.GetDocumentAsync("a/b.md");
        Assert.Equal([0, 1], found.Select(p => p.Ordinal));
        Assert.Equal(("a/b.md", "Fever"), (found[0].DocumentName, found[0].DocumentTitle));
        Assert.All(found, p => Assert.Equal("reviewed by a nurse", p.Review));
        Assert.Equal(passage.Headings, found[0].Passage.Headings);
        Assert.Equal(passage.Sentences, found[0].Passage.Sentences);
        Assert.Equal((passage.Page, passage.Date, passage.Text), (found[0].Passage.Page, found[0].Passage.Date, found[0].Passage.Text));
        Assert.Null(found[1].Passage.Page);
        Assert.Equal([found[1].Id, found[0].Id], (await index.GetAsync([found[1].Id, 99, found[0].Id])).Select(p => p.Id));
    }

    [Fact]
    public async Task Put_SameName_ReplacesEverythingAndGivesNoIdTwice()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"], new("s", 2));
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], IndexCase.Vectors([[1, 0]]));
        var old = (await index.GetDocumentAsync("a"))[0].Id;
        Assert.Single(await IndexCase.SearchAsync(index, [1, 0], 5));
        await index.PutAsync(IndexCase.Entry("a", hash: "h2"), [IndexCase.Passage("New angina.")], IndexCase.Vectors([[0, 1]]));

        Assert.Equal("h2", Assert.Single(await index.ListAsync()).Hash);
        Assert.Empty(await index.SearchWordsAsync(["asthma"], 5));
        var hit = Assert.Single(await index.SearchWordsAsync(["angina"], 5));
        Assert.NotEqual(old, hit.Id);
        Assert.Equal(hit.Id, Assert.Single(await IndexCase.SearchAsync(index, [1, 0], 5)).Id);
        Assert.Empty(await index.GetAsync([old]));

        Assert.True(await index.RemoveAsync("a"));
        Assert.False(await index.RemoveAsync("a"));
        Assert.Empty(await IndexCase.SearchAsync(index, [1, 0], 5));
        Assert.Empty(await index.SearchWordsAsync(["angina"], 5));
    }

    [Fact]
    public async Task Put_ThatFails_ChangesNothing()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"], new("s", 2));
        await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], IndexCase.Vectors([[1, 0]]));
        await Assert.ThrowsAsync<ArgumentException>(() => index.PutAsync(IndexCase.Entry("a", hash: "h2"), [IndexCase.Passage("New.")], IndexCase.Vectors([[0, 0]])));
        using var cancelled = new CancellationTokenSource();
        var passages = new CancellingList([IndexCase.Passage("New."), IndexCase.Passage("New.")], cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.PutAsync(IndexCase.Entry("a", hash: "h2"), passages, null, cancelled.Token));

        Assert.Equal("h", Assert.Single(await index.ListAsync()).Hash);
        Assert.Single(await index.SearchWordsAsync(["asthma"], 5));
        Assert.Single(await IndexCase.SearchAsync(index, [1, 0], 5));
    }

    [Fact]
    public async Task Put_VectorsThatDoNotFit_SaysWhat()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"], new("s", 2));
        using var words = SqlitePassageIndex.Open(_folder["w.db"]);
        await Fails("1 vectors for 2 passages", index, [IndexCase.Passage("A."), IndexCase.Passage("B.")], [[1, 0]]);
        await Fails("has 3 numbers, the index's vectors have 2", index, [IndexCase.Passage("A.")], [[1, 0, 0]]);
        await Fails("length is NaN", index, [IndexCase.Passage("A.")], [[1, float.NaN]]);
        await Fails("without a vector space", words, [IndexCase.Passage("A.")], [[1, 0]]);

        static async Task Fails(string message, SqlitePassageIndex index, Passage[] passages, float[][] vectors) => Assert.Contains(
            message, (await Assert.ThrowsAsync<ArgumentException>(() => index.PutAsync(IndexCase.Entry("a"), passages, IndexCase.Vectors(vectors)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_Again_KeepsDocumentsAndFindsOnlyItsSpacesVectors()
    {
        using (var index = SqlitePassageIndex.Open(_folder["i.db"], new("one", 2)))
        {
            await index.PutAsync(IndexCase.Entry("a"), [IndexCase.Passage("Old asthma.")], IndexCase.Vectors([[1, 0]]));
            await index.TouchAsync("a", "v2");
        }

        using (var other = SqlitePassageIndex.Open(_folder["i.db"], new("two", 2)))
        {
            Assert.Empty(await IndexCase.SearchAsync(other, [1, 0], 5));
            Assert.Equal("v2", Assert.Single(await other.ListAsync()).Version);
        }

        using var same = SqlitePassageIndex.Open(_folder["i.db"], new("one", 2));
        await same.LoadVectorsAsync();
        Assert.Single(await IndexCase.SearchAsync(same, [1, 0], 5));
    }

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

    [Fact]
    public async Task CountWords_WordsAndPhrases_AreStemmedAndCountedByPassage()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"]);
        Assert.Equal(0, (await index.CountWordsAsync(["x"])).Passages);
        await index.PutAsync(IndexCase.Entry("a", "Asthma"), [IndexCase.Passage("It wheezes. A wheezing chest, tight chest."), IndexCase.Passage("Chest tight.", "Wheezing")], null);
        await index.PutAsync(IndexCase.Entry("b"), [IndexCase.Passage("Nothing.")], null);
        var counts = await index.CountWordsAsync(["asthma", "wheeze", "tight chest", "gout"]);
        Assert.Equal(3, counts.Passages);
        Assert.Equal([2, 2, 1, 0], counts.Holding);
        await index.RemoveAsync("a");
        Assert.Equal([0], (await index.CountWordsAsync(["wheeze"])).Holding);
    }

    [Fact]
    public async Task Search_WhileDocumentsChange_SeesEachWholeOrNotAtAll()
    {
        using var index = SqlitePassageIndex.Open(_folder["i.db"], new("s", 4));
        var random = new Random(1);
        await index.PutAsync(IndexCase.Entry("a"), [.. Enumerable.Repeat(IndexCase.Passage("Asthma."), 20)], IndexCase.Vectors(Enumerable.Range(0, 20).Select(_ => IndexCase.RandomVector(random, 4))));
        var changes = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await index.PutAsync(IndexCase.Entry("a"), [.. Enumerable.Repeat(IndexCase.Passage("Asthma."), 20)], IndexCase.Vectors(Enumerable.Range(0, 20).Select(_ => IndexCase.RandomVector(random, 4))));
            }
        });
        while (!changes.IsCompleted)
        {
            Assert.Equal(20, (await index.SearchWordsAsync(["asthma"], 100)).Count);
            Assert.InRange((await IndexCase.SearchAsync(index, [1, 0, 0, 0], 100)).Count, 0, 20);
        }

        await changes;
        Assert.Equal(20, (await IndexCase.SearchAsync(index, [1, 0, 0, 0], 100)).Count);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Cancels when its second item is asked for.</summary>
    private sealed class CancellingList(Passage[] passages, CancellationTokenSource source) : IReadOnlyList<Passage>
    {
        public int Count => passages.Length;

        public Passage this[int index]
        {
            get
            {
                if (index == 1)
                {
                    source.Cancel();
                }

                return passages[index];
            }
        }

        public IEnumerator<Passage> GetEnumerator() => throw new NotSupportedException();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new NotSupportedException();
    }
}
