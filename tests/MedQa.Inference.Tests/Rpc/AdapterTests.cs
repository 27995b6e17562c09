using Grpc.Core;
using MedQa.Inference.Devices;
using MedQa.Inference.Testing;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using TorchSharp;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class AdapterTests(RunningServer running) : IClassFixture<RunningServer>
{
    private const string OtherHash = "0dd0000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public async Task Generate_AdapterPublishedWhileRunning_IsListedAndServed()
    {
        Assert.DoesNotContain("new-one", (await running.Client.ListAdaptersAsync(new())).Adapters.Select(a => a.Name));
        await TinyAdapter.PublishAsync(running.Server.Adapters, "new-one", seed: 1);

        var listed = (await running.Client.ListAdaptersAsync(new())).Adapters.Single(a => a.Name == "new-one");
        var events = await ReadAsync(running.Client.Generate(AskAdapter("new-one")));

        Assert.Equal(1, listed.CurrentVersion);
        var version = Assert.Single(listed.Versions);
        Assert.Equal((1, TinyModel.Name, TinyModel.Hash, "random weights"), (version.Version, version.BaseModel, version.BaseHash, version.Summary));
        Assert.True(version.Compatible);
        Assert.False(version.Loaded);
        Assert.Equal(("new-one", 1), (events[0].Started.Adapter, events[0].Started.AdapterVersion));
        Assert.Equal(Expected(seed: 1), TextOf(events));
        Assert.NotEqual(TextOf(await ReadAsync(running.Client.Generate(Ask()))), TextOf(events));
    }

    [Fact]
    public async Task Generate_NotYetListedAdapter_IsLookedForAtOnce()
    {
        await TinyAdapter.PublishAsync(running.Server.Adapters, "just-now", seed: 2);

        Assert.Equal(Expected(seed: 2), TextOf(await ReadAsync(running.Client.Generate(AskAdapter("just-now")))));
    }

    [Fact]
    public async Task Generate_TwoVersions_CurrentOneUnlessAskedFor()
    {
        await TinyAdapter.PublishAsync(running.Server.Adapters, "versions", seed: 3);
        await TinyAdapter.PublishAsync(running.Server.Adapters, "versions", seed: 4);

        var current = await ReadAsync(running.Client.Generate(AskAdapter("versions")));
        var older = await ReadAsync(running.Client.Generate(AskAdapter("versions", 1)));

        Assert.Equal((2, Expected(seed: 4)), (current[0].Started.AdapterVersion, TextOf(current)));
        Assert.Equal((1, Expected(seed: 3)), (older[0].Started.AdapterVersion, TextOf(older)));
    }

    [Fact]
    public async Task Generate_RolledBackAdapter_ServesTheEarlierVersion()
    {
        await TinyAdapter.PublishAsync(running.Server.Adapters, "rolled", seed: 5);
        await TinyAdapter.PublishAsync(running.Server.Adapters, "rolled", seed: 6);
        await running.Server.Adapters.RollBackAsync("rolled", 1);
        await running.Client.ListAdaptersAsync(new());

        Assert.Equal(Expected(seed: 5), TextOf(await ReadAsync(running.Client.Generate(AskAdapter("rolled")))));
    }

    [Fact]
    public async Task LoadAdapter_CurrentVersion_IsListedAsLoaded()
    {
        await TinyAdapter.PublishAsync(running.Server.Adapters, "loaded", seed: 7);

        var response = await running.Client.LoadAdapterAsync(new() { Name = "loaded" });

        Assert.Equal(("loaded", 1), (response.Name, response.Version));
        Assert.True((await running.Client.ListAdaptersAsync(new())).Adapters.Single(a => a.Name == "loaded").Versions[0].Loaded);
    }

    [Fact]
    public async Task Generate_AnswerFormatOfTheAdapter_GivesTheSystemPromptThere()
    {
        var format = new AnswerFormat { SystemPrompt = "Answer in one word." };
        await TinyAdapter.PublishAsync(running.Server.Adapters, "format", seed: 8, format);

        var events = await ReadAsync(running.Client.Generate(AskAdapter("format")));

        var ids = running.Model.ChatTemplate.Encode(
            running.Model.Tokenizer, [new(Model.Tokenization.ChatRole.System, "Answer in one word."), new(Model.Tokenization.ChatRole.User, AnswerFormat.UserText(Question, []))]).Ids;
        Assert.Equal(ids.Count, events[0].Started.PromptTokens);
    }

    [Theory]
    [InlineData("nobody", 0, "There is no adapter 'nobody'")]
    [InlineData("known", 7, "Adapter 'known' has no version 7; it has 1.")]
    public async Task Generate_UnknownAdapter_NotFound(string name, int version, string expected)
    {
        if (await running.Server.Adapters.FindAsync("known") is null)
        {
            await TinyAdapter.PublishAsync(running.Server.Adapters, "known", seed: 9);
        }

        var status = await RunningServer.StatusOf(() => ReadAsync(running.Client.Generate(AskAdapter(name, version))));

        Assert.Equal(StatusCode.NotFound, status.StatusCode);
        Assert.StartsWith(expected, status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other-manifest", OtherHash, OtherHash)]
    [InlineData("other-card", OtherHash, TinyModel.Hash)]
    [InlineData("other-card-unknown-manifest", OtherHash, "")]
    public async Task Generate_AdapterForAnotherBase_FailedPrecondition(string name, string hash, string manifestHash)
    {
        await TinyAdapter.PublishAsync(running.Server.Adapters, name, seed: 10, baseHash: hash, manifestHash: manifestHash);

        var status = await RunningServer.StatusOf(() => ReadAsync(running.Client.Generate(AskAdapter(name))));

        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        Assert.Contains("0dd000000000", status.Detail, StringComparison.Ordinal);
        Assert.Contains("5eed00000000", status.Detail, StringComparison.Ordinal);
        var listed = (await running.Client.ListAdaptersAsync(new())).Adapters.Single(a => a.Name == name);
        Assert.Equal(manifestHash != OtherHash, listed.Versions[0].Compatible);
    }

    [Fact]
    public async Task Generate_AdapterOfUnsupportedKind_FailedPreconditionThatNamesIt()
    {
        var folder = Directory.CreateTempSubdirectory("medqa-test-");
        await TinyAdapter.PublishAsync(running.Server.Adapters, "plain", seed: 11);
        await running.Server.Adapters.DownloadAsync("plain", 1, Path.Combine(folder.FullName, "files"));
        var config = Path.Combine(folder.FullName, "files", "adapter_config.json");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace("{", "{\"use_dora\": true,", StringComparison.Ordinal).Replace("\"use_dora\": false,", "", StringComparison.Ordinal));
        await running.Server.Adapters.PublishAsync("dora", Path.Combine(folder.FullName, "files"), new(TinyModel.Name, TinyModel.Hash, ""));
        folder.Delete(recursive: true);

        var status = await RunningServer.StatusOf(() => ReadAsync(running.Client.Generate(AskAdapter("dora"))));

        Assert.Equal(StatusCode.FailedPrecondition, status.StatusCode);
        Assert.Contains("DoRA", status.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Path.GetTempPath(), status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_MoreAdaptersThanMayBeLoaded_DropsTheOldestAndFreesIt()
    {
        using var own = await RunningServer.StartOwnAsync(new Dictionary<string, string> { ["MedQa:Adapters:MaxLoaded"] = "1" });
        await TinyAdapter.PublishAsync(own.Server.Adapters, "a", seed: 12);
        await TinyAdapter.PublishAsync(own.Server.Adapters, "b", seed: 13);
        await ReadAsync(own.Client.Generate(AskAdapter("a")));
        var before = await LiveTensors(own);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Expected(seed: 13), TextOf(await ReadAsync(own.Client.Generate(AskAdapter("b")))));
            Assert.Equal(Expected(seed: 12), TextOf(await ReadAsync(own.Client.Generate(AskAdapter("a")))));
        }

        var loaded = (await own.Client.ListAdaptersAsync(new())).Adapters.Where(a => a.Versions[0].Loaded).Select(a => a.Name);
        Assert.Equal(["a"], loaded);
        Assert.Equal(before, await LiveTensors(own));
    }

    private static Wire.GenerateRequest AskAdapter(string name, int version = 0)
    {
        var request = Ask();
        (request.Adapter, request.AdapterVersion) = (name, version);
        return request;
    }

    private static Task<long> LiveTensors(OwnServer own) =>
        own.Part<DeviceThread>().RunOwnAsync(_ => (long)DisposeScopeManager.Statistics.ThreadTotalLiveCount, default);

    private string Expected(long seed)
    {
        using var adapter = TinyAdapter.Create(running.Model, seed);
        return running.Model.Generator.Generate(Prompt(running.Model, Question), new SamplingOptions { MaxTokens = 12 }, adapter).Text;
    }
}
