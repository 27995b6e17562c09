using MedQa.Hub.Testing;
using MedQa.Model.Hub;
using Microsoft.AspNetCore.Http;

namespace MedQa.Model.Tests.Hub;

/// <summary>Who may read what, what errors say, and where the token goes.</summary>
public sealed class HubAccessTests : HubTest
{
    [Fact]
    public async Task Model_GatedWithoutToken_NamesThePageAndTheVariable()
    {
        AddModel().IsGated = true;

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync());

        Assert.Contains(Id, error.Message, StringComparison.Ordinal);
        Assert.Contains($"accept its terms at {Hub.Endpoint}{Id}, then set HF_TOKEN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_GatedAndATokenThatIsNotEnough_SaysThatToo()
    {
        AddModel().IsGated = true;

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync(settings: Settings with { Token = HubToken.Of("hf_other", "a test") }));

        Assert.Contains("check that HF_TOKEN", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_other", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_GatedAndPrivateWithToken_IsDownloaded()
    {
        var repository = AddModel();
        (repository.IsGated, repository.IsPrivate) = (true, true);

        Assert.True(File.Exists(Path.Combine(await ModelAsync(settings: WithToken), "model.safetensors")));
    }

    [Fact]
    public async Task Token_WithRedirectsToAnotherHost_GoesToTheEndpointAlone()
    {
        AddModel().IsGated = true;

        await ModelAsync(settings: WithToken);

        Assert.Contains(Hub.Requests, r => !r.IsEndpoint);
        Assert.All(Hub.Requests, r => Assert.Equal(r.IsEndpoint ? $"Bearer {FakeHub.Token}" : null, r.Authorization));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(418)]
    [InlineData(503)]
    public async Task Token_OnEveryError_IsInNoMessage(int status)
    {
        AddModel();
        Hub.Interfere = (context, request) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["X-Error-Message"] = context.Request.Headers.Authorization.ToString();
            return Task.FromResult(true);
        };

        var error = await Assert.ThrowsAnyAsync<HubException>(() => ModelAsync(settings: WithToken));

        Assert.DoesNotContain(FakeHub.Token, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Record.Notes, n => n.Contains(FakeHub.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_OfTheOtherHost_DoNotRepeatTheSignedAddress()
    {
        AddModel();
        Hub.Interfere = (context, request) =>
        {
            context.Response.StatusCode = request.IsEndpoint ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
            return Task.FromResult(!request.IsEndpoint);
        };

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync());

        Assert.Contains("model.safetensors", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none/such", "no such model")]
    [InlineData("tiny/model@absent", "no such revision")]
    [InlineData("tiny/model:absent.gguf", "no file absent.gguf")]
    [InlineData("tiny/model:config.json", "only a .gguf file")]
    public async Task Model_Missing_SaysWhat(string name, string expected)
    {
        AddModel();

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync(name));

        Assert.Contains(name.Split(':', '@')[0], error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./nothing")]
    [InlineData("models/absent.gguf")]
    public async Task Model_NeitherPathNorName_IsFileNotFoundWithoutARequest(string name)
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => ModelAsync(name));

        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task Model_WithoutSafetensors_SaysWhatItHolds()
    {
        Hub.AddModel(Id).Add("config.json", [1]).Add("tokenizer.json", [1]).Add("pytorch_model.bin", [1]).Add("consolidated.safetensors", [1]).Add("small.Q4_K_M.gguf", [1]);

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync());

        Assert.Contains("neither model.safetensors nor", error.Message, StringComparison.Ordinal);
        Assert.Contains("OWNER/NAME:small.Q4_K_M.gguf", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../evil")]
    [InlineData("/tmp/evil")]
    [InlineData("a/../../evil")]
    [InlineData("a\\..\\evil")]
    public async Task Listing_NameThatLeadsOut_IsRefusedAndNothingIsWritten(string name)
    {
        AddModel().Add(name, [1]);

        var error = await Assert.ThrowsAsync<HubException>(() => ModelAsync());

        Assert.Contains("no path inside", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(CacheFolder));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sha": "../x", "siblings": []}""")]
    [InlineData("""{"sha": "cccccccccccccccccccccccccccccccccccccccc"}""")]
    [InlineData("""{"sha": "cccccccccccccccccccccccccccccccccccccccc", "siblings": [{"rfilename": "config.json"}]}""")]
    [InlineData("""{"sha": "cccccccccccccccccccccccccccccccccccccccc", "siblings": [{"rfilename": "config.json", "size": -1, "blobId": "cccccccccccccccccccccccccccccccccccccccc"}]}""")]
    [InlineData("""{"sha": "cccccccccccccccccccccccccccccccccccccccc", "siblings": [{"rfilename": "config.json", "size": 1, "blobId": "../../../x"}]}""")]
    [InlineData("""{"sha": "cccccccccccccccccccccccccccccccccccccccc", "siblings": [{"rfilename": "config.json", "size": 9000000000000000000, "blobId": "cccccccccccccccccccccccccccccccccccccccc"}, {"rfilename": "tokenizer.json", "size": 9000000000000000000, "blobId": "dddddddddddddddddddddddddddddddddddddddd"}, {"rfilename": "model.safetensors", "size": 1, "blobId": "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}]}""")]
    public async Task Listing_ThatIsNone_IsRefused(string body)
    {
        Hub.Interfere = async (context, request) =>
        {
            await context.Response.WriteAsync(body);
            return true;
        };

        Assert.Contains(Id, (await Assert.ThrowsAsync<HubException>(() => ModelAsync())).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(CacheFolder));
    }
}
