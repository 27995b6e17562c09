using System.Security.Cryptography;
using MedQa.Hub.Testing;
using MedQa.Model.Hub;

namespace MedQa.Model.Tests.Hub;

/// <summary>A hub of its own, an empty cache and a record of what the observer is told, for each test.</summary>
public abstract class HubTest : IAsyncLifetime
{
    internal const string Id = "tiny/model";

    private readonly string _folder = Directory.CreateTempSubdirectory("medqa-hub-").FullName;

    protected FakeHub Hub { get; private set; } = null!;

    /// <summary>What the observer was told, in order.</summary>
    internal HubRecord Record { get; } = new();

    protected string CacheFolder => Path.Combine(_folder, "cache");

    /// <summary>Short pauses, so that failures are quick.</summary>
    protected HubSettings Settings => new()
    {
        Endpoint = Hub.Endpoint,
        CacheFolder = CacheFolder,
        FirstPause = TimeSpan.FromMilliseconds(5),
        SilenceTimeout = TimeSpan.FromSeconds(10),
    };

    protected HubSettings WithToken => Settings with { Token = HubToken.Of(FakeHub.Token, "a test") };

    protected string Folder => Path.Combine(CacheFolder, "models--tiny--model");

    public async Task InitializeAsync() => Hub = await FakeHub.StartAsync();

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A model with one large weights file.</summary>
    protected FakeRepository AddModel(byte[]? weights = null) => Hub.AddModel(Id)
        .Add("config.json", "{\"model\": 1}"u8.ToArray())
        .Add("tokenizer.json", "{}"u8.ToArray())
        .Add("model.safetensors", weights ?? Bytes(3_000_000), isLarge: true);

    protected async Task<string> ModelAsync(string name = Id, HubSettings? settings = null, CancellationToken cancellationToken = default)
    {
        using var resolver = new HubResolver(settings ?? Settings, Record);
        return await resolver.ModelAsync(name, cancellationToken);
    }

    protected async Task<string> DataAsync(string name, HubSettings? settings = null)
    {
        using var resolver = new HubResolver(settings ?? Settings, Record);
        return await resolver.DataAsync(name);
    }

    /// <summary>Requests for a file's content from the host that has it.</summary>
    internal IReadOnlyList<FakeRequest> ContentRequests(string file) =>
        [.. Hub.Requests.Where(r => r.FileName == file && r.IsEndpoint != file.EndsWith(".safetensors", StringComparison.Ordinal))];

    protected string Weights => Path.Combine(Folder, "snapshots", new string('c', 40), "model.safetensors");

    protected string Blob(FakeRepository repository, string file) => Path.Combine(Folder, "blobs", repository.Files[file].Hash);

    protected static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    protected static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
