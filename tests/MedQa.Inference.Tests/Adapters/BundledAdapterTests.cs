using MedQa.Inference.Adapters;
using MedQa.Inference.Serving;
using MedQa.Inference.Testing;
using MedQa.Model.Adapters;
using MedQa.Model.Generation;
using MedQa.ServiceDefaults.Adapters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Adapters;

/// <summary>What becomes of the adapter that comes with MedQA: each start is one of the whole service, over a store that lasts.</summary>
public sealed class BundledAdapterTests : IDisposable
{
    private const string Name = "bundled-one";
    private const string OtherHash = "0dd0000000000000000000000000000000000000000000000000000000000000";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medqa-test-");

    public void Dispose() => folder.Delete(recursive: true);

    private string Bundled => Path.Combine(folder.FullName, "models", Name);

    private string StoreFolder => Path.Combine(folder.FullName, "adapters");

    private string Weights => Path.Combine(Bundled, PeftAdapter.WeightsFileName);

    private FolderAdapterStore Store => new(StoreFolder, TimeProvider.System);

    [Fact]
    public async Task Start_NewStore_AdapterIsThereOnceTheServiceIsReadyAndAnswers()
    {
        TinyAdapter.Save(Bundled, seed: 1);
        await File.WriteAllTextAsync(Path.Combine(Bundled, "README.md"), "---\nlibrary_name: peft\n---\n\n# bundled-one\n\nRandom weights,\nfor a test.\n\n## More\n");

        using var own = await StartAsync();

        var listed = Assert.Single((await own.Client.ListAdaptersAsync(new())).Adapters);
        var version = Assert.Single(listed.Versions);
        Assert.Equal((Name, 1), (listed.Name, listed.CurrentVersion));
        Assert.Equal(
            (1, TinyModel.Name, TinyModel.Hash, "Random weights, for a test.", true),
            (version.Version, version.BaseModel, version.BaseHash, version.Summary, version.Compatible));
        var request = Ask();
        request.Adapter = Name;
        Assert.Equal(Expected(seed: 1), TextOf(await ReadAsync(own.Client.Generate(request))));
        await AssertHoldsBundledAsync(1);
        Assert.Single(own.Server.Logs.Lines, line => line.StartsWith("Information MedQa.Inference.Adapters.BundledAdapter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_SecondTime_NothingIsPublishedAgain()
    {
        TinyAdapter.Save(Bundled, seed: 1);
        await StartAndStopAsync();

        var lines = await StartAndStopAsync();

        Assert.Equal([1], await VersionsAsync());
        Assert.Empty(lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_AdapterWasRemoved_DoesNotComeBack(bool byHand)
    {
        TinyAdapter.Save(Bundled, seed: 1);
        await StartAndStopAsync();
        if (byHand)
        {
            Directory.Delete(Path.Combine(StoreFolder, Name), recursive: true);
        }
        else
        {
            await Store.DeleteAsync(Name, 1);
        }

        await StartAndStopAsync();
        await StartAndStopAsync();

        Assert.Empty(await Store.ListAsync());
    }

    [Fact]
    public async Task Start_UsersAdapterOfThatName_StaysAloneAndIsNotReplacedOnceDeleted()
    {
        TinyAdapter.Save(Bundled, seed: 1);
        var users = await TinyAdapter.PublishAsync(Store, Name, seed: 2);

        using (var own = await StartAsync())
        {
            var request = Ask();
            request.Adapter = Name;
            Assert.Equal(Expected(seed: 2), TextOf(await ReadAsync(own.Client.Generate(request))));
        }

        var kept = Assert.Single((await Store.FindAsync(Name))!.Versions);
        Assert.Equal(users.Files, kept.Files);

        await Store.DeleteAsync(Name, 1);
        await StartAndStopAsync();
        Assert.Empty(await Store.ListAsync());
    }

    [Fact]
    public async Task Start_AnotherModelIsServed_StoreStaysEmptyUntilItsOwnIs()
    {
        TinyAdapter.Save(Bundled, seed: 1, baseHash: OtherHash);

        var lines = await StartAndStopAsync();

        Assert.False(Directory.Exists(StoreFolder));
        Assert.StartsWith("Information", Assert.Single(lines), StringComparison.Ordinal);
        TinyAdapter.Save(Bundled, seed: 1);
        await StartAndStopAsync();
        await AssertHoldsBundledAsync(1);
    }

    [Theory]
    [InlineData("cut", "adapter_model.safetensors")]
    [InlineData("misshapen", "the model asks for")]
    [InlineData("no weights", "adapter_model.safetensors")]
    [InlineData("no config", "adapter_config.json")]
    [InlineData("broken card", "medqa.json")]
    [InlineData("no card", "medqa.json does not name the base")]
    [InlineData("odd file", "a b.txt")]
    public async Task Start_BrokenFolder_WarnsAndServesWithoutAndOffersItOnceRepaired(string fault, string expected)
    {
        TinyAdapter.Save(Bundled, seed: 1);
        Break(fault);

        using (var own = await StartAsync())
        {
            var line = Assert.Single(LinesOf(own));
            Assert.StartsWith("Warning", line, StringComparison.Ordinal);
            Assert.Contains($"The bundled adapter at {Bundled} is left out: ", line, StringComparison.Ordinal);
            Assert.Contains(expected, line, StringComparison.Ordinal);
            Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
            Assert.Empty((await own.Client.ListAdaptersAsync(new())).Adapters);
        }

        Directory.Delete(Bundled, recursive: true);
        TinyAdapter.Save(Bundled, seed: 1);
        await StartAndStopAsync();
        await AssertHoldsBundledAsync(1);
    }

    [Fact]
    public async Task Start_FolderNameIsNoAdaptersName_Warns()
    {
        var odd = Path.Combine(folder.FullName, "Odd Name");
        TinyAdapter.Save(odd, seed: 1);

        var line = Assert.Single(await StartAndStopAsync(odd));

        Assert.StartsWith("Warning", line, StringComparison.Ordinal);
        Assert.Contains(AdapterName.Rule, line, StringComparison.Ordinal);
        Assert.Empty(await Store.ListAsync());
    }

    [Fact]
    public async Task Start_FolderIsMissing_SaysSoInOneLine()
    {
        var line = Assert.Single(await StartAndStopAsync());

        Assert.StartsWith("Information", line, StringComparison.Ordinal);
        Assert.Contains($"{Bundled} is missing", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(StoreFolder));
    }

    [Fact]
    public async Task Start_NoneConfigured_SaysNothing()
    {
        TinyAdapter.Save(Bundled, seed: 1);

        Assert.Empty(await StartAndStopAsync(""));
        Assert.False(Directory.Exists(StoreFolder));
    }

    [Fact]
    public async Task Start_StoreFails_WarnsAndServes()
    {
        TinyAdapter.Save(Bundled, seed: 1);
        await File.WriteAllTextAsync(StoreFolder, "no folder");

        using var own = await StartAsync();

        Assert.StartsWith("Warning", Assert.Single(LinesOf(own)), StringComparison.Ordinal);
        Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
    }

    [Fact]
    public async Task Start_StoreDoesNotAnswer_ServesAfterTheWait()
    {
        TinyAdapter.Save(Bundled, seed: 1);
        var clock = new FakeTimeProvider();
        using var own = ListenWithSilentStore(clock);
        await SilentStore.WasAskedAsync(own.Server.Adapters);
        Assert.Null(own.Part<ModelHost>().Current);

        clock.Advance(BundledAdapter.Patience);

        await Eventually.Holds(() => own.Part<ModelHost>().Current is not null);
        Assert.Contains("did not answer within 20 s", Assert.Single(LinesOf(own)), StringComparison.Ordinal);
        Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
    }

    [Fact]
    public async Task Stop_WhileTheStoreDoesNotAnswer_EndsAtOnceAndSilently()
    {
        TinyAdapter.Save(Bundled, seed: 1);
        using var own = ListenWithSilentStore(new FakeTimeProvider());
        var host = own.Part<ModelHost>();
        await SilentStore.WasAskedAsync(own.Server.Adapters);

        await own.Part<IHost>().StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Empty(LinesOf(own));
        Assert.False(host.LoadFailed);
        Assert.Null(host.Current);
    }

    [Fact]
    public async Task Start_EarlierOneWasKilledBeforeItsNote_OneVersionThatStaysAwayOnceDeleted()
    {
        TinyAdapter.Save(Bundled, seed: 1);
        await StartAndStopAsync();
        Directory.Delete(Path.Combine(StoreFolder, ".offered"), recursive: true);

        await StartAndStopAsync();

        await AssertHoldsBundledAsync(1);
        await Store.DeleteAsync(Name, 1);
        await StartAndStopAsync();
        Assert.Empty(await Store.ListAsync());
    }

    private static IReadOnlyList<string> LinesOf(OwnServer own) =>
        [.. own.Server.Logs.Lines.Where(line => line.Contains($" {typeof(BundledAdapter).FullName} ", StringComparison.Ordinal) && !line.Contains(" scope ", StringComparison.Ordinal))];

    private static string Expected(long seed)
    {
        using var model = new TinyModel();
        using var adapter = TinyAdapter.Create(model, seed);
        return model.Generator.Generate(Prompt(model, Question), new SamplingOptions { MaxTokens = 12 }, adapter).Text;
    }

    private Dictionary<string, string> Settings(string? bundled = null) =>
        new() { ["MedQa:Adapters:Folder"] = StoreFolder, ["MedQa:Adapters:Bundled"] = bundled ?? Bundled };

    private Task<OwnServer> StartAsync(string? bundled = null) => RunningServer.StartOwnAsync(Settings(bundled));

    /// <summary>One run of the service; gives what it said of the bundled adapter.</summary>
    private async Task<IReadOnlyList<string>> StartAndStopAsync(string? bundled = null)
    {
        using var own = await StartAsync(bundled);
        return LinesOf(own);
    }

    private OwnServer ListenWithSilentStore(TimeProvider clock) => new(InferenceServer.Listen(Settings(), services => services
        .AddSingleton(clock)
        .AddSingleton(SilentStore.Create())));

    private async Task<IReadOnlyList<int>> VersionsAsync() => [.. (await Store.FindAsync(Name))!.Versions.Select(version => version.Version)];

    /// <summary>The store holds this one version, and it is the bundled folder, byte for byte.</summary>
    private async Task AssertHoldsBundledAsync(int version)
    {
        Assert.Equal([version], await VersionsAsync());
        var copy = Path.Combine(folder.FullName, $"copy-{Guid.NewGuid():N}");
        await Store.DownloadAsync(Name, version, copy);
        string[] expected = [.. Directory.GetFiles(Bundled).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(expected, Directory.GetFiles(copy).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var file in expected)
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Bundled, file)), await File.ReadAllBytesAsync(Path.Combine(copy, file)));
        }
    }

    private void Break(string fault)
    {
        switch (fault)
        {
            case "cut":
                File.WriteAllBytes(Weights, File.ReadAllBytes(Weights)[..^100]);
                break;
            case "misshapen":
                var config = Path.Combine(Bundled, PeftConfig.FileName);
                File.WriteAllText(config, File.ReadAllText(config).Replace("\"r\": 4", "\"r\": 8", StringComparison.Ordinal));
                break;
            case "no weights":
                File.Delete(Weights);
                break;
            case "no config":
                File.Delete(Path.Combine(Bundled, PeftConfig.FileName));
                break;
            case "broken card":
                File.WriteAllText(Path.Combine(Bundled, AdapterCard.FileName), "{");
                break;
            case "no card":
                File.Delete(Path.Combine(Bundled, AdapterCard.FileName));
                break;
            default:
                File.WriteAllText(Path.Combine(Bundled, "a b.txt"), "");
                break;
        }
    }
}
