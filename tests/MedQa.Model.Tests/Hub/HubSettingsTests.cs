using MedQa.Model.Hub;

namespace MedQa.Model.Tests.Hub;

public sealed class HubSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The places that huggingface_hub documents, in its order.
    [Theory]
    [InlineData("/home/u/.cache/huggingface/hub", "")]
    [InlineData("/x/huggingface/hub", "XDG_CACHE_HOME=/x")]
    [InlineData("/h/hub", "XDG_CACHE_HOME=/x HF_HOME=/h")]
    [InlineData("/old", "HF_HOME=/h HUGGINGFACE_HUB_CACHE=/old")]
    [InlineData("/c", "HF_HOME=/h HUGGINGFACE_HUB_CACHE=/old HF_HUB_CACHE=/c")]
    [InlineData("/home/u/c", "HF_HUB_CACHE=~/c")]
    public void From_Variables_FindsTheCache(string expected, string variables) => Assert.Equal(expected, From(variables).CacheFolder);

    [Theory]
    [InlineData("", false)]
    [InlineData("HF_HUB_OFFLINE=1", true)]
    [InlineData("HF_HUB_OFFLINE=true", true)]
    [InlineData("HF_HUB_OFFLINE=0", false)]
    [InlineData("TRANSFORMERS_OFFLINE=YES", true)]
    public void From_Variables_TellsWhetherOffline(string variables, bool expected) => Assert.Equal(expected, From(variables).Offline);

    [Fact]
    public void From_Endpoint_IsTaken() => Assert.Equal(new Uri("http://hub.local:8080/"), From("HF_ENDPOINT=http://hub.local:8080/").Endpoint);

    [Theory]
    [InlineData("hub")]
    [InlineData("ftp://hub")]
    [InlineData("http://user:secret@hub")]
    public void From_EndpointThatIsNone_NamesTheVariableAndNotItsValue(string value)
    {
        var error = Assert.Throws<HubException>(() => From($"HF_ENDPOINT={value}"));

        Assert.StartsWith("HF_ENDPOINT must be", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void From_TokenFile_IsReadWhereThereIsNoVariable()
    {
        File.WriteAllText(_folder.File("token"), "hf_fromfile\n");

        Assert.Equal("Bearer hf_fromfile", Header(From($"HF_HOME={_folder.Path}").Token));
        Assert.Equal("Bearer hf_given", Header(From($"HF_HOME={_folder.Path} HF_TOKEN=hf_given").Token));
        Assert.Equal("Bearer hf_fromfile", Header(From($"HF_TOKEN_PATH={_folder.File("token")}").Token));
        Assert.Null(From("HF_HOME=/none").Token);
    }

    [Fact]
    public void Token_Printed_DoesNotShowItself()
    {
        var settings = From("HF_TOKEN=hf_secret HF_HOME=/none");

        Assert.DoesNotContain("hf_secret", settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", $"{settings.Token}", StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", System.Text.Json.JsonSerializer.Serialize(settings), StringComparison.Ordinal);
    }

    [Fact]
    public void Token_OfSeveralWords_IsRefusedWithoutRepeatingIt()
    {
        var error = Assert.Throws<HubException>(() => HubToken.Of("hf_secret and\nmore", "HF_TOKEN"));

        Assert.Contains("HF_TOKEN", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", error.ToString(), StringComparison.Ordinal);
    }

    private static string? Header(HubToken? token)
    {
        using var request = new HttpRequestMessage();
        token!.AddTo(request.Headers);
        return request.Headers.Authorization?.ToString();
    }

    private static HubSettings From(string variables)
    {
        var given = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
        return HubSettings.From(name => given.GetValueOrDefault(name) ?? (name == "HOME" ? "/home/u" : null));
    }
}
