using MedQa.Library.Indexing;
using MedQa.Library.Ingestion;
using MedQa.Library.Tests.Retrieval;

namespace MedQa.Library.Tests.Ingestion;

public sealed class LibraryIngestionTests : IDisposable
{
    private readonly TemporaryFolder _documents = new();
    private readonly TemporaryFolder _folder = new();
    private readonly FakeEncoder _encoder = new();
    private readonly CountingSource _source;

    public LibraryIngestionTests()
    {
        _source = new(_documents.Path);
        _documents.Write("heart.md", "# Heart\n\nA heart attack is urgent.").Write("skin/lice.html", "<title>Lice</title><p>Lice live in hair.").Write("notes.docx", "x").Write(".hidden.md", "x").Write("README.md", "About.").Write("skin/readme.txt", "About.");
    }

    [Fact]
    public async Task Run_Folder_BringsItIn()
    {
        using var index = Open();
        var steps = new List<IngestionProgress>();
        Assert.Equal("2 added, 0 updated, 0 unchanged, 0 removed, 2 passages", await RunAsync(index, new Recorder(steps.Add)));
        Assert.Equal([("heart.md", "Heart", 1), ("skin/lice.html", "Lice", 1)], (await index.ListAsync()).Select(d => (d.Name, d.Title, d.PassageCount)));
        Assert.Single(await index.SearchWordsAsync(["urgent"], 5));
        Assert.Equal(1, (await Tests.Indexing.IndexCase.SearchAsync(index, [1, 0], 5))[0].Id);
        Assert.Equal([new(0, 2, 0, "heart.md"), new(0, 2, 1, "heart.md"), new(1, 2, 1, "skin/lice.html"), new(1, 2, 2, "skin/lice.html"), new(2, 2, 2, null)], steps);
    }

    [Fact]
    public async Task Run_Again_OpensNothingThatDidNotChange()
    {
        using var index = Open();
        await RunAsync(index);
        _source.Opened.Clear();

        Assert.Equal("0 added, 0 updated, 2 unchanged, 0 removed, 0 passages", await RunAsync(index));
        Assert.Empty(_source.Opened);

        // Another time, the same content: read and compared, not split; and then not read again.
        File.SetLastWriteTimeUtc(_documents["heart.md"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var encoded = _encoder.Encoded;
        Assert.Equal("0 added, 0 updated, 2 unchanged, 0 removed, 0 passages", await RunAsync(index));
        Assert.Equal("0 added, 0 updated, 2 unchanged, 0 removed, 0 passages", await RunAsync(index));
        Assert.Equal(["heart.md"], _source.Opened);
        Assert.Equal(encoded, _encoder.Encoded);
    }

    [Fact]
    public async Task Run_ChangedAddedAndRemovedFiles_AreFollowed()
    {
        using var index = Open();
        await RunAsync(index);
        _documents.Write("heart.md", "# Heart\n\nCall at once.").Write("new.txt", "Nits are eggs.");
        File.Delete(_documents["skin/lice.html"]);

        Assert.Equal("1 added, 1 updated, 0 unchanged, 1 removed, 2 passages", await RunAsync(index));
        Assert.Equal(["heart.md", "new.txt"], (await index.ListAsync()).Select(d => d.Name));
        Assert.Empty(await index.SearchWordsAsync(["urgent", "lice"], 5));
        Assert.Equal(2, (await Tests.Indexing.IndexCase.SearchAsync(index, [1, 1], 5)).Count);
    }

    [Fact]
    public async Task Run_BrokenFile_IsNamedSkippedAndNotReadAgain()
    {
        using var index = Open();
        await RunAsync(index);
        File.WriteAllBytes(_documents["heart.md"], [0xff, 0xfe, 0x00]);
        File.WriteAllBytes(_documents["bad.pdf"], [1, 2, 3]);
        var broken = await new LibraryIngestion(_source, index, _encoder).RunAsync();
        Assert.Equal(["bad.pdf", "heart.md"], broken.Broken.Select(b => b.Name));
        Assert.Equal(1, broken.Unchanged);
        Assert.Empty(await index.SearchWordsAsync(["urgent"], 5));

        _source.Opened.Clear();
        var again = await new LibraryIngestion(_source, index, _encoder).RunAsync();
        Assert.Equal(broken.Broken, again.Broken);
        Assert.Empty(_source.Opened);

        _documents.Write("heart.md", "Mended.");
        Assert.Equal(["bad.pdf"], (await new LibraryIngestion(_source, index, _encoder).RunAsync()).Broken.Select(b => b.Name));
        Assert.Single(await index.SearchWordsAsync(["mended"], 5));
    }

    [Fact]
    public async Task Run_FileThatCannotBeOpened_KeepsItsEarlierStateAndIsTriedAgain()
    {
        using var index = Open();
        await RunAsync(index);
        _documents.Write("heart.md", "Changed.");
        _source.Refused = "heart.md";
        using (var ingestion = new LibraryIngestion(_source, index, _encoder))
        {
            Assert.Equal([new("heart.md", "could not be opened or read (IOException).")], (await ingestion.RunAsync()).Broken);
        }

        Assert.Single(await index.SearchWordsAsync(["urgent"], 5));
        _source.Refused = null;
        Assert.Equal("0 added, 1 updated, 1 unchanged, 0 removed, 1 passages", await RunAsync(index));
    }

    [Fact]
    public async Task Run_SourceThatIsGone_RemovesNothing()
    {
        using var index = Open();
        await RunAsync(index);
        using var ingestion = new LibraryIngestion(new FolderSource(_documents["nowhere"]), index, _encoder);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => ingestion.RunAsync());
        Assert.Equal(2, (await index.ListAsync()).Count);
    }

    [Fact]
    public async Task Run_OtherRecipe_MakesEveryDocumentAgain()
    {
        using (var index = SqlitePassageIndex.Open(_folder["i.db"]))
        using (var words = new LibraryIngestion(_source, index, null))
        {
            await words.RunAsync();
        }

        using var both = Open();
        Assert.Equal("0 added, 2 updated, 0 unchanged, 0 removed, 2 passages", await RunAsync(both));
        Assert.Equal(2, (await Tests.Indexing.IndexCase.SearchAsync(both, [1, 1], 5)).Count);
    }

    /// <summary>What a kill leaves: the files as they are in the middle of a document, with the log that was not yet taken over.</summary>
    [Fact]
    public async Task Run_AfterAKill_GoesOnWhereItWas()
    {
        for (var i = 0; i < 10; i++)
        {
            _documents.Write($"many/{i}.txt", $"Text number {i}.");
        }

        using var killed = new TemporaryFolder();
        using (var index = Open())
        {
            await RunAsync(index, new Recorder(step =>
            {
                if (step is { FilesDone: 6, Passages: 7 } && !File.Exists(killed["i.db"]))
                {
                    foreach (var file in Directory.GetFiles(_folder.Path))
                    {
                        File.Copy(file, killed[Path.GetFileName(file)]);
                    }
                }
            }));
        }

        using var left = SqlitePassageIndex.Open(killed["i.db"], new("fake", 2));
        Assert.Equal(6, (await left.ListAsync()).Count);
        _source.Opened.Clear();
        Assert.Equal("6 added, 0 updated, 6 unchanged, 0 removed, 6 passages", await RunAsync(left));
        Assert.Equal(6, _source.Opened.Count);
        Assert.Equal(12, (await Tests.Indexing.IndexCase.SearchAsync(left, [1, 1], 20)).Count);
    }

    [Fact]
    public async Task Run_Cancelled_KeepsWhatIsDone()
    {
        using var index = Open();
        using var cancelled = new CancellationTokenSource();
        using var ingestion = new LibraryIngestion(_source, index, _encoder);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ingestion.RunAsync(new Recorder(step =>
        {
            if (step.FilesDone == 1)
            {
                cancelled.Cancel();
            }
        }), cancelled.Token));
        Assert.Equal(["heart.md"], (await index.ListAsync()).Select(d => d.Name));
        Assert.Equal("1 added, 0 updated, 1 unchanged, 0 removed, 1 passages", await RunAsync(index));
    }

    [Fact]
    public void Create_EncoderAndSpaceThatDoNotFit_AreRefused()
    {
        using var vectors = Open();
        using var words = SqlitePassageIndex.Open(_folder["w.db"]);
        Assert.Throws<ArgumentException>(() => new LibraryIngestion(_source, vectors, null));
        Assert.Throws<ArgumentException>(() => new LibraryIngestion(_source, words, _encoder));
    }

    [Fact]
    public async Task List_LinksOutOfTheFolder_ArePassedOver()
    {
        using var outside = new TemporaryFolder();
        outside.Write("secret.txt", "secret");
        Directory.CreateSymbolicLink(_documents["link"], outside.Path);
        File.CreateSymbolicLink(_documents["link.txt"], outside["secret.txt"]);
        // The README files are listed as all files are; ingestion passes them over.
        Assert.Equal(["README.md", "heart.md", "notes.docx", "skin/lice.html", "skin/readme.txt"], (await _source.ListAsync(default)).Select(f => f.Name).Order(StringComparer.Ordinal));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => new FolderSource(_documents.Path).OpenAsync($"../{Path.GetFileName(outside.Path)}/secret.txt", default));
    }

    public void Dispose()
    {
        _documents.Dispose();
        _folder.Dispose();
    }

    private SqlitePassageIndex Open() => SqlitePassageIndex.Open(_folder["i.db"], new("fake", 2));

    private async Task<string> RunAsync(SqlitePassageIndex index, IProgress<IngestionProgress>? progress = null)
    {
        using var ingestion = new LibraryIngestion(_source, index, _encoder);
        var report = await ingestion.RunAsync(progress);
        Assert.Empty(report.Broken);
        return $"{report.Added} added, {report.Updated} updated, {report.Unchanged} unchanged, {report.Removed} removed, {report.Passages} passages";
    }
}
