using System.Text;
using MedQa.Model.Hub;

namespace MedQa.Model.Tests.Hub;

/// <summary>The cache's layout, and what is used of it without a network.</summary>
public sealed class HubCacheTests : HubTest
{
    private static readonly string Commit = new('c', 40);

    [Fact]
    public async Task Model_Downloaded_LiesAsHuggingfaceHubPutsIt()
    {
        var repository = AddModel(Bytes(1000));
        repository.Refs.Add("refs/pr/1");
        repository.Add("pytorch_model.bin", [1], isLarge: true).Add("consolidated.safetensors", [2], isLarge: true).Add("README.md", "# Hello"u8.ToArray());

        var folder = await ModelAsync("tiny/model@refs/pr/1");

        Assert.Equal(Path.Combine(Folder, "snapshots", Commit), folder);
        var files = repository.Files;
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [$"blobs/{files["config.json"].Hash}"] = "{\"model\": 1}",
                [$"blobs/{files["tokenizer.json"].Hash}"] = "{}",
                [$"blobs/{files["README.md"].Hash}"] = "# Hello",
                [$"blobs/{Sha256(Bytes(1000))}"] = Encoding.Latin1.GetString(Bytes(1000)),
                ["refs/refs/pr/1"] = Commit,
                [$"snapshots/{Commit}/config.json"] = $"-> ../../blobs/{files["config.json"].Hash}",
                [$"snapshots/{Commit}/tokenizer.json"] = $"-> ../../blobs/{files["tokenizer.json"].Hash}",
                [$"snapshots/{Commit}/README.md"] = $"-> ../../blobs/{files["README.md"].Hash}",
                [$"snapshots/{Commit}/model.safetensors"] = $"-> ../../blobs/{Sha256(Bytes(1000))}",
            },
            CacheContents.Of(Folder));
        Assert.Equal($"tiny/model@{Commit}", HubPath.NameOf(folder, pinned: true));
    }

    // git's own hash of "hello\n", as `git hash-object` prints it.
    [Fact]
    public async Task Model_SmallFile_IsNamedByGitsHash()
    {
        AddModel().Add("LICENSE", "hello\n"u8.ToArray());

        await ModelAsync();

        Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Combine(Folder, "blobs", "ce013625030ba8dba906f756967f9e9ca394464a")));
    }

    [Fact]
    public async Task Model_Again_DownloadsNothing()
    {
        AddModel();
        await ModelAsync();
        var before = Hub.Requests.Count;

        await ModelAsync();

        Assert.Equal(["/api/models/tiny/model/revision/main?blobs=true"], Hub.Requests.Skip(before).Select(r => r.Target));
    }

    [Fact]
    public async Task Model_NewCommit_LinksWhatItHasAndFetchesTheRest()
    {
        var repository = AddModel();
        await ModelAsync();
        repository.Commit = new string('d', 40);
        repository.Add("config.json", "{\"model\": 2}"u8.ToArray());

        var folder = await ModelAsync();

        Assert.EndsWith(repository.Commit, folder, StringComparison.Ordinal);
        Assert.Equal("{\"model\": 2}", await File.ReadAllTextAsync(Path.Combine(folder, "config.json")));
        Assert.Equal("{\"model\": 1}", await File.ReadAllTextAsync(Path.Combine(Folder, "snapshots", Commit, "config.json")));
        Assert.Single(ContentRequests("model.safetensors"));
        Assert.Equal(repository.Commit, await File.ReadAllTextAsync(Path.Combine(Folder, "refs", "main")));
    }

    [Fact]
    public async Task Model_BranchMovesWhileDownloading_AllFilesComeFromOneCommit()
    {
        var repository = AddModel();
        Hub.Interfere = (context, request) =>
        {
            Assert.True(request.FileName is null || !request.IsEndpoint || request.Target.Contains($"/resolve/{Commit}/", StringComparison.Ordinal));
            return Task.FromResult(false);
        };

        await ModelAsync();

        Assert.Contains(Hub.Requests, r => r.FileName == "config.json");
    }

    [Fact]
    public async Task Model_LinksSwitchedOff_HoldsTheFilesThemselves()
    {
        var repository = AddModel();

        var folder = await ModelAsync(settings: Settings with { DisableSymlinks = true });

        Assert.All(Directory.GetFiles(folder), f => Assert.Null(new FileInfo(f).LinkTarget));
        Assert.Equal(repository.Files["model.safetensors"].Content, await File.ReadAllBytesAsync(Path.Combine(folder, "model.safetensors")));
        var before = Hub.Requests.Count;
        await ModelAsync(settings: Settings with { DisableSymlinks = true });
        Assert.Equal(before + 1, Hub.Requests.Count);
    }

    [Theory]
    [InlineData("tiny/model", true)]
    [InlineData("tiny/model@cccccccccccccccccccccccccccccccccccccccc", false)]
    public async Task Model_InPythonsCache_IsUsedWithoutARequest(string name, bool offline)
    {
        CacheContents.WriteAsPython(Folder, Commit, "main", new() { ["config.json"] = [1], ["tokenizer.model"] = [2], ["model.safetensors"] = [3] });

        var folder = await ModelAsync(name, Settings with { Offline = offline });

        Assert.Equal(Path.Combine(Folder, "snapshots", Commit), folder);
        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task Model_HubDown_UsesTheCacheAndSaysSo()
    {
        AddModel();
        var (folder, settings) = (await ModelAsync(), Settings);
        await Hub.DisposeAsync();

        Assert.Equal(folder, await ModelAsync(settings: settings));

        Assert.Contains(Record.Notes, n => n.Contains($"commit {Commit}", StringComparison.Ordinal) && n.Contains("cache", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Model_OfflineAndNotInTheCache_SaysWhy()
    {
        AddModel();

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync(settings: Settings with { Offline = true }));

        Assert.Contains("HF_HUB_OFFLINE", error.Message, StringComparison.Ordinal);
        Assert.Contains(Folder, error.Message, StringComparison.Ordinal);
        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task Model_OfflineAndAShardMissing_NamesIt()
    {
        CacheContents.WriteAsPython(Folder, Commit, "main", new()
        {
            ["config.json"] = [1],
            ["tokenizer.model"] = [2],
            ["model.safetensors.index.json"] = """{"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}"""u8.ToArray(),
            ["model-00001-of-00002.safetensors"] = [3],
        });

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync(settings: Settings with { Offline = true }));

        Assert.Contains("lacks model-00002-of-00002.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_LocalFolderOfThatName_Wins()
    {
        var current = Environment.CurrentDirectory;
        Directory.CreateDirectory(Path.Combine(CacheFolder, "tiny", "model"));

        var folder = await ModelAsync(Path.Combine(CacheFolder, "tiny", "model"));

        Assert.Equal(Path.Combine(CacheFolder, "tiny", "model"), folder);
        Assert.True(HubPath.IsName("tiny/model", current));
        Assert.False(HubPath.IsName("tiny/model", CacheFolder));
        Assert.Equal(folder, HubPath.Rooted("tiny/model", CacheFolder));
        Assert.Equal("tiny/model", HubPath.Rooted("tiny/model", current));
        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task Model_OneGgufFile_IsItsPath()
    {
        AddModel().Add("sub/small.gguf", Bytes(100), isLarge: true);

        var path = await ModelAsync("tiny/model:sub/small.gguf");

        Assert.Equal(Path.Combine(Folder, "snapshots", Commit, "sub", "small.gguf"), path);
        Assert.Equal(Bytes(100), await File.ReadAllBytesAsync(path));
        Assert.Equal($"../../../blobs/{Sha256(Bytes(100))}", new FileInfo(path).LinkTarget);
        Assert.Empty(ContentRequests("config.json"));
        Assert.Equal("tiny/model:sub/small.gguf", HubPath.NameOf(path));
    }

    [Fact]
    public async Task Data_PubMedQa_IsItsLabeledParquet()
    {
        Hub.AddDataset("qiaojin/PubMedQA")
            .Add("pqa_artificial/train-00000-of-00001.parquet", [1], isLarge: true)
            .Add("pqa_labeled/train-00000-of-00001.parquet", Bytes(200), isLarge: true);

        var path = await DataAsync("qiaojin/PubMedQA");

        Assert.Equal(Path.Combine(CacheFolder, "datasets--qiaojin--PubMedQA", "snapshots", Commit, "pqa_labeled", "train-00000-of-00001.parquet"), path);
        Assert.Equal(Bytes(200), await File.ReadAllBytesAsync(path));
        Assert.DoesNotContain(Hub.Requests, r => r.FileName?.Contains("artificial", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Data_OneFile_IsFound()
    {
        Hub.AddDataset("a/rows").Add("README.md", [1]).Add("dataset_infos.json", [1]).Add("data/all.jsonl", [2]);

        Assert.EndsWith("data/all.jsonl", await DataAsync("a/rows"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_SeveralFiles_AsksForOne()
    {
        Hub.AddDataset("a/rows").Add("train.jsonl", [1]).Add("test.jsonl", [2]);

        var error = await Assert.ThrowsAsync<HubException>(() => DataAsync("a/rows"));

        Assert.Contains("train.jsonl, test.jsonl", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("test.jsonl", await DataAsync("a/rows:test.jsonl"), StringComparison.Ordinal);
    }
}
