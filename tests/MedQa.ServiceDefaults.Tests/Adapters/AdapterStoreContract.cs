using System.Security.Cryptography;
using System.Text;
using MedQa.ServiceDefaults.Adapters;
using MedQa.ServiceDefaults.Tests.Support;

namespace MedQa.ServiceDefaults.Tests.Adapters;

/// <summary>What every adapter store must do. Each kind of store runs it.</summary>
public abstract partial class AdapterStoreContract : IDisposable
{
    protected static readonly AdapterDescription Description = new("medqa-mini", new string('a', 64), "450 rows, loss 1.23");

    internal readonly TemporaryFolder Work = new();

    private protected abstract IAdapterStore Store { get; }

    /// <summary>Another instance on the same place, as another process would have it.</summary>
    private protected abstract IAdapterStore SecondStore();

    /// <summary>Writes below the store: no check, no manifest.</summary>
    private protected abstract Task PutAsync(string key, byte[] content);

    private protected abstract void SkipWhereUnavailable();

    [SkippableFact]
    public async Task ListAsync_EmptyStore_Empty()
    {
        SkipWhereUnavailable();
        Assert.Empty(await Store.ListAsync());
        Assert.Null(await Store.FindAsync("pubmedqa"));
    }

    [SkippableFact]
    public async Task PublishAsync_ThenDownload_SameBytesAndManifest()
    {
        SkipWhereUnavailable();
        var weights = RandomNumberGenerator.GetBytes(9_000_001);
        var folder = Adapter("one", "{}", weights);

        var published = await Store.PublishAsync("pubmedqa", folder, Description);
        var downloaded = await SecondStore().DownloadAsync("pubmedqa", 1, Work["copy"]);

        Assert.Equal(1, published.Version);
        Assert.Equal(Description, published.Description);
        Assert.Equal(["adapter_config.json", "adapter_model.safetensors"], published.Files.Select(file => file.Name));
        Assert.Equal([2, 9_000_001], published.Files.Select(file => file.Length));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(weights)), published.Files[1].Sha256);
        AssertSame(published, downloaded);
        Assert.Equal(weights, await File.ReadAllBytesAsync(Work["copy/adapter_model.safetensors"]));
        Assert.Equal("{}", await File.ReadAllTextAsync(Work["copy/adapter_config.json"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(Work["copy"]).Length);
    }

    [SkippableFact]
    public async Task ListAsync_SeveralAdaptersAndVersions_AllByNameOldestFirst()
    {
        SkipWhereUnavailable();
        foreach (var name in new[] { "zeta", "alpha", "zeta", "alpha.2-x_y", "zeta" })
        {
            await Store.PublishAsync(name, Adapter(Guid.NewGuid().ToString(), name), Description);
        }

        var listings = await SecondStore().ListAsync();

        Assert.Equal(["alpha", "alpha.2-x_y", "zeta"], listings.Select(listing => listing.Name));
        Assert.Equal([1, 1, 3], listings.Select(listing => listing.Current));
        Assert.Equal([1, 2, 3], listings[2].Versions.Select(version => version.Version));
        Assert.Equal(3, (await Store.FindAsync("zeta"))!.Versions.Count);
        Assert.Single((await Store.FindAsync("alpha"))!.Versions);
    }

    [SkippableFact]
    public async Task RollBackAsync_ThenPublish_NewestIsCurrentAgain()
    {
        SkipWhereUnavailable();
        await PublishAsync(3);

        await Store.RollBackAsync("a", 1);
        Assert.Equal(1, await CurrentAsync());
        await SecondStore().RollBackAsync("a", 2);
        Assert.Equal(2, await CurrentAsync());
        Assert.Equal(4, (await Store.PublishAsync("a", Adapter("four", "4"), Description)).Version);
        Assert.Equal(4, await CurrentAsync());
    }

    [SkippableFact]
    public async Task RollBackAsync_NoSuchVersion_SaysSo()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        var e = await Assert.ThrowsAsync<AdapterStoreException>(() => Store.RollBackAsync("a", 2));
        Assert.Contains("'a' has no version 2", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AdapterStoreException>(() => Store.RollBackAsync("b", 1));
    }

    [SkippableFact]
    public async Task DeleteAsync_CurrentVersion_NewestLeftIsCurrent()
    {
        SkipWhereUnavailable();
        await PublishAsync(4);

        await Store.DeleteAsync("a", 4);
        Assert.Equal(3, await CurrentAsync());
        await Store.RollBackAsync("a", 1);
        await Store.DeleteAsync("a", 3);
        Assert.Equal(1, await CurrentAsync());
        await Store.DeleteAsync("a", 1);
        Assert.Equal(2, await CurrentAsync());
        await Store.DeleteAsync("a", 2);

        Assert.Null(await Store.FindAsync("a"));
        Assert.Empty(await Store.ListAsync());
        await Assert.ThrowsAsync<AdapterStoreException>(() => Store.DownloadAsync("a", 2, Work["copy"]));
        await Assert.ThrowsAsync<AdapterStoreException>(() => Store.DeleteAsync("a", 2));
    }

    [SkippableFact]
    public async Task DeleteAsync_RolledBackThenOvertaken_OldRollBackDoesNotReturn()
    {
        SkipWhereUnavailable();
        await PublishAsync(2);
        await Store.RollBackAsync("a", 1);
        await Store.PublishAsync("a", Adapter("three", "3"), Description);
        await Store.DeleteAsync("a", 3);
        Assert.Equal(2, await CurrentAsync());
    }

    [SkippableFact]
    public async Task PublishAsync_AfterDelete_NumberIsNotUsedAgain()
    {
        SkipWhereUnavailable();
        await PublishAsync(2);
        await Store.DeleteAsync("a", 2);
        Assert.Equal(3, (await Store.PublishAsync("a", Adapter("x", "x"), Description)).Version);
        await Store.DeleteAsync("a", 1);
        await Store.DeleteAsync("a", 3);
        Assert.Equal(4, (await Store.PublishAsync("a", Adapter("y", "y"), Description)).Version);
    }

    [SkippableFact]
    public async Task PublishAsync_ConcurrentPublishers_EachGetsItsOwnWholeVersion()
    {
        SkipWhereUnavailable();
        var contents = Enumerable.Range(0, 8).Select(i => RandomNumberGenerator.GetBytes(50_000 + i)).ToArray();
        var folders = contents.Select((content, i) => Adapter($"p{i}", $"{{\"publisher\":{i}}}", content)).ToArray();
        var stores = folders.Select(_ => SecondStore()).ToArray();

        var published = await Task.WhenAll(folders.Select((folder, i) => Task.Run(() => stores[i].PublishAsync("a", folder, Description))));

        Assert.Equal(Enumerable.Range(1, 8), published.Select(manifest => manifest.Version).Order());
        for (var i = 0; i < published.Length; i++)
        {
            await Store.DownloadAsync("a", published[i].Version, Work[$"copy{i}"]);
            Assert.Equal(contents[i], await File.ReadAllBytesAsync(Work[$"copy{i}/adapter_model.safetensors"]));
            Assert.Equal($"{{\"publisher\":{i}}}", await File.ReadAllTextAsync(Work[$"copy{i}/adapter_config.json"]));
        }
    }

    [SkippableFact]
    public async Task RollBackAsync_ConcurrentWithDeletes_NothingIsLost()
    {
        SkipWhereUnavailable();
        await PublishAsync(6);
        await Task.WhenAll(
            SecondStore().DeleteAsync("a", 6), SecondStore().DeleteAsync("a", 5), SecondStore().DeleteAsync("a", 4), SecondStore().RollBackAsync("a", 2));

        var listing = await Store.FindAsync("a");
        Assert.Equal([1, 2, 3], listing!.Versions.Select(version => version.Version));
        Assert.Equal(2, listing.Current);
        Assert.Equal(7, (await Store.PublishAsync("a", Adapter("x", "x"), Description)).Version);
    }

    [SkippableFact]
    public async Task MarkOfferedAsync_ThenAdapterRemoved_NoteStaysForItsNameAlone()
    {
        SkipWhereUnavailable();
        Assert.False(await Store.WasOfferedAsync("a"));
        await PublishAsync(1);
        Assert.False(await Store.WasOfferedAsync("a"));

        await Store.MarkOfferedAsync("a");
        await SecondStore().MarkOfferedAsync("a");
        Assert.Equal(["a"], (await Store.ListAsync()).Select(listing => listing.Name));
        await Store.DeleteAsync("a", 1);

        Assert.True(await SecondStore().WasOfferedAsync("a"));
        Assert.False(await SecondStore().WasOfferedAsync("b"));
        Assert.Empty(await SecondStore().ListAsync());
        Assert.Equal(2, (await Store.PublishAsync("a", Adapter("again", "{}"), Description)).Version);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/a")]
    [InlineData(".a")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234x")]
    public async Task EveryMethod_BadName_Refused(string name)
    {
        SkipWhereUnavailable();
        var folder = Adapter("ok", "{}");
        var calls = new Func<Task>[]
        {
            () => Store.PublishAsync(name, folder, Description), () => Store.FindAsync(name), () => Store.DownloadAsync(name, 1, Work["copy"]),
            () => Store.RollBackAsync(name, 1), () => Store.DeleteAsync(name, 1), () => Store.WasOfferedAsync(name), () => Store.MarkOfferedAsync(name),
        };
        foreach (var call in calls)
        {
            var e = await Assert.ThrowsAsync<AdapterStoreException>(call);
            Assert.Contains(AdapterName.Rule, e.Message, StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [InlineData("manifest.json")]
    [InlineData(".hidden")]
    [InlineData("a b.txt")]
    public async Task PublishAsync_FileNameNotTaken_RefusedByName(string file)
    {
        SkipWhereUnavailable();
        var folder = Adapter("odd", "{}");
        await File.WriteAllTextAsync(Path.Combine(folder, file), "x");
        var e = await Assert.ThrowsAsync<AdapterStoreException>(() => Store.PublishAsync("a", folder, Description));
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.Empty(await Store.ListAsync());
    }

    [SkippableFact]
    public async Task PublishAsync_NoFolderOrNoFiles_SaysSo()
    {
        SkipWhereUnavailable();
        Directory.CreateDirectory(Work["empty"]);
        Assert.Contains("there is no folder", (await Assert.ThrowsAsync<AdapterStoreException>(() => Store.PublishAsync("a", Work["none"], Description))).Message, StringComparison.Ordinal);
        Assert.Contains("has no files", (await Assert.ThrowsAsync<AdapterStoreException>(() => Store.PublishAsync("a", Work["empty"], Description))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task DownloadAsync_FileAltered_RefusedBySha256AndNothingLands()
    {
        SkipWhereUnavailable();
        await Store.PublishAsync("a", Adapter("one", "{}", [1, 2, 3, 4]), Description);
        await PutAsync("a/000001/adapter_model.safetensors", [1, 2, 3, 5]);
        var e = await AssertRefusedAsync();
        Assert.Contains("adapter_model.safetensors was altered in the store: its SHA-256", e.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(3, "it has 3 bytes, expected 4")]
    [InlineData(5, "it has more than 4 bytes, expected 4")]
    [InlineData(0, "it has 0 bytes, expected 4")]
    public async Task DownloadAsync_FileOfAnotherLength_Refused(int length, string expected)
    {
        SkipWhereUnavailable();
        await Store.PublishAsync("a", Adapter("one", "{}", [1, 2, 3, 4]), Description);
        await PutAsync("a/000001/adapter_model.safetensors", new byte[length]);
        Assert.Contains(expected, (await AssertRefusedAsync()).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task DownloadAsync_FileMissing_NamesIt()
    {
        SkipWhereUnavailable();
        await PutAsync("a/000001/manifest.json", Manifest());
        Assert.Contains("adapter_config.json is missing in the store", (await AssertRefusedAsync()).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task DownloadAsync_TargetExists_RefusedAndLeftAlone()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        Directory.CreateDirectory(Work["copy"]);
        await File.WriteAllTextAsync(Work["copy/mine.txt"], "mine");
        await Assert.ThrowsAsync<AdapterStoreException>(() => Store.DownloadAsync("a", 1, Work["copy"]));
        Assert.Equal("mine", await File.ReadAllTextAsync(Work["copy/mine.txt"]));
    }

    [SkippableTheory]
    [MemberData(nameof(HostileManifests))]
    public async Task ListAsync_HostileManifest_RefusedWithItsPlace(string what, string manifest)
    {
        SkipWhereUnavailable();
        Assert.NotEmpty(what);
        await PutAsync("a/000001/manifest.json", Encoding.UTF8.GetBytes(manifest));
        foreach (var call in new Func<Task>[] { () => Store.ListAsync(), () => Store.FindAsync("a"), () => Store.DownloadAsync("a", 1, Work["copy"]) })
        {
            var e = await Assert.ThrowsAsync<AdapterStoreException>(call);
            Assert.Contains("a/000001/manifest.json is broken", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }

        Assert.False(Path.Exists(Work["copy"]));
        Assert.False(Path.Exists(Work["evil"]));

        // And it can be got rid of.
        await Store.DeleteAsync("a", 1);
        Assert.Empty(await Store.ListAsync());
    }

    [SkippableFact]
    public async Task ListAsync_KeysOfOthers_Ignored()
    {
        SkipWhereUnavailable();
        await PublishAsync(1);
        foreach (var key in new[] { "UPPER/000001/manifest.json", "a/1/manifest.json", "a/0000002/manifest.json", "a/000000/manifest.json", "a/000009/x/manifest.json", "a/note.txt" })
        {
            await PutAsync(key, "{}"u8.ToArray());
        }

        var listing = Assert.Single(await Store.ListAsync());
        Assert.Equal([1], listing.Versions.Select(version => version.Version));
    }

    [SkippableFact]
    public async Task PublishAsync_CancelledBefore_NothingVisible()
    {
        SkipWhereUnavailable();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PublishAsync("a", Adapter("one", "{}"), Description, cancelled.Token));
        Assert.Empty(await Store.ListAsync());
    }

    public static TheoryData<string, string> HostileManifests()
    {
        const string hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        static string With(string files, string name = "a", string version = "1") =>
            $$"""{"name":"{{name}}","version":{{version}},"createdAt":"2026-01-01T00:00:00Z","description":{"baseModel":"b","baseHash":"h","summary":"s"},"files":{{files}}}""";
        static string Entry(string name, string length = "0", string sha = hash) => $$"""{"name":"{{name}}","length":{{length}},"sha256":"{{sha}}"}""";
        return new()
        {
            { "path upwards", With($"[{Entry("../evil")}]") },
            { "path with separator", With($"[{Entry("x/evil")}]") },
            { "path with backslash", With($"[{Entry("..\\\\evil")}]") },
            { "absolute path", With($"[{Entry("/tmp/evil")}]") },
            { "drive", With($"[{Entry("C:evil")}]") },
            { "parent", With($"[{Entry("..")}]") },
            { "empty name", With($"[{Entry("")}]") },
            { "control character", With($"[{Entry("a\\n")}]") },
            { "the manifest itself", With($"[{Entry("manifest.json")}]") },
            { "one file twice", With($"[{Entry("x")},{Entry("x")}]") },
            { "twice but for case", With($"[{Entry("x")},{Entry("X")}]") },
            { "negative length", With($"[{Entry("x", "-1")}]") },
            { "enormous length", With($"[{Entry("x", "9223372036854775807")}]") },
            { "length past 64 bits", With($"[{Entry("x", "92233720368547758070")}]") },
            { "length as text", With($"[{Entry("x", "\"1\"")}]") },
            { "short hash", With($"[{Entry("x", "0", "e3b0")}]") },
            { "hash in capitals", With($"[{Entry("x", "0", hash.ToUpperInvariant())}]") },
            { "no files", With("[]") },
            { "null files", With("null") },
            { "null entry", With("[null]") },
            { "another adapter", With($"[{Entry("x")}]", name: "b") },
            { "another version", With($"[{Entry("x")}]", version: "2") },
            { "no description", $$"""{"name":"a","version":1,"createdAt":"2026-01-01T00:00:00Z","files":[{{Entry("x")}}]}""" },
            { "cut short", With($"[{Entry("x")}]")[..80] },
            { "empty", "" },
            { "null", "null" },
            { "an array", "[]" },
            { "no text", "\u0001\u0002" },
            { "deeply nested", new string('[', 10_000) },
            { "too long", With($"[{Entry("x")}]") + new string(' ', 300_000) },
        };
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Work.Dispose();

    /// <summary>A folder with an adapter's two files.</summary>
    protected string Adapter(string folder, string config, byte[]? weights = null)
    {
        var path = Directory.CreateDirectory(Work[folder]).FullName;
        File.WriteAllText(Path.Combine(path, "adapter_config.json"), config);
        File.WriteAllBytes(Path.Combine(path, "adapter_model.safetensors"), weights ?? [7]);
        return path;
    }

    protected static byte[] Manifest() => Encoding.UTF8.GetBytes(
        """
        {"name":"a","version":1,"createdAt":"2026-01-01T00:00:00Z","description":{"baseModel":"b","baseHash":"h","summary":"s"},
         "files":[{"name":"adapter_config.json","length":2,"sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}]}
        """);

    private async Task PublishAsync(int versions)
    {
        for (var version = 1; version <= versions; version++)
        {
            Assert.Equal(version, (await Store.PublishAsync("a", Adapter($"v{version}", $"{version}"), Description)).Version);
        }
    }

    private async Task<int> CurrentAsync() => (await SecondStore().FindAsync("a"))!.Current;

    private async Task<AdapterStoreException> AssertRefusedAsync()
    {
        var e = await Assert.ThrowsAsync<AdapterStoreException>(() => Store.DownloadAsync("a", 1, Work["copy"]));
        Assert.Contains("Adapter 'a' version 1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Work.Path), path => Path.GetFileName(path).StartsWith("copy", StringComparison.Ordinal));
        return e;
    }

    private static void AssertSame(AdapterManifest expected, AdapterManifest actual)
    {
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected with { Files = [] }, actual with { Files = [] });
    }
}
