using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using MedQa.Web.Tests.Server;

namespace MedQa.Web.Tests.Api;

/// <summary>What the page's addresses take and refuse, whatever calls them.</summary>
public sealed class ApiTests(WebApp web) : IClassFixture<WebApp>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = web.Address };

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("/")]
    [InlineData("/compare")]
    [InlineData("/error?status=404")]
    [InlineData("/js/chat.js")]
    [InlineData("/api/status")]
    public async Task Get_AnyAddress_CarriesThePolicy(string address)
    {
        using var response = await _http.GetAsync(address);

        response.EnsureSuccessStatusCode();
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/compare")]
    public async Task Get_Page_HasNoInlineScriptNorStyleAndNoForeignAddress(string address)
    {
        var html = await _http.GetStringAsync(address);

        Assert.DoesNotMatch("<script(?![^>]*\\ssrc=)", html);
        Assert.DoesNotMatch("<style|\\sstyle=|\\son[a-z]+=", html);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", html);
    }

    [Fact]
    public async Task Get_UnknownPage_SaysSo()
    {
        using var response = await _http.GetAsync("/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no such page", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Get_Probe_IsHealthy(string address) => Assert.Equal("Healthy", await _http.GetStringAsync(address));

    [Fact]
    public async Task PostChat_Question_StreamsLinesOfJson()
    {
        web.Inference.Follow(new Script());

        using var response = await _http.PostAsJsonAsync("/api/chat", new { question = " Is it so? " });

        Assert.Equal("application/x-ndjson; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(
            """
            {"type":"started","model":"medqa-scripted","adapter":"","adapterVersion":0,"droppedExchanges":0}
            {"type":"text","text":"A whole answer."}
            {"type":"finished","reason":"stop","promptTokens":40,"completionTokens":1,"timeToFirstTokenSeconds":0.25,"durationSeconds":0.25,"declined":false,"withheldSentences":0,"retrievalSeconds":0}

            """,
            await response.Content.ReadAsStringAsync());
        Assert.Equal("Is it so?", web.Inference.Questions.Single().Question);
    }

    [Fact]
    public async Task PostDecide_Question_GivesEachLabelsProbability()
    {
        web.Inference.Follow(new Script());

        using var response = await _http.PostAsJsonAsync("/api/decide", new { question = "Is it so?", passage = "It is." });

        Assert.Equal(
            """{"decision":"yes","probabilities":[{"name":"yes","probability":0.72},{"name":"no","probability":0.2},{"name":"maybe","probability":0.08}]}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task PostChat_FromTheLibrary_StreamsSourcesAndCitations()
    {
        web.Inference.Follow(new Script
        {
            Answer = static async (_, answering, _) =>
            {
                await answering.StartAsync();
                await answering.FindAsync(new ScriptedPassage("Cough", "Signs", "A cough is a sign.", "cough.md", Page: 2));
                await answering.SayAsync("A sign.");
                await answering.CiteAsync("A sign.", 0, "cough");
                await answering.FinishAsync(declined: true, withheld: 2);
            },
        });

        using var response = await _http.PostAsJsonAsync("/api/chat", new { question = "Is it so?", grounding = "auto" });

        Assert.Equal(
            """
            {"type":"started","model":"medqa-scripted","adapter":"","adapterVersion":0,"droppedExchanges":0}
            {"type":"sources","relevant":true,"passages":[{"id":0,"document":"cough.md","title":"Cough","headings":["Cough","Signs"],"page":2,"date":"2026-11-23","text":"A cough is a sign.","note":"not clinically reviewed"}],"nearestTitles":[]}
            {"type":"text","text":"A sign."}
            {"type":"citation","start":0,"length":7,"supported":true,"passage":0,"passageStart":2,"passageLength":5}
            {"type":"finished","reason":"stop","promptTokens":40,"completionTokens":1,"timeToFirstTokenSeconds":0.25,"durationSeconds":0.25,"declined":true,"withheldSentences":2,"retrievalSeconds":0.02}

            """,
            await response.Content.ReadAsStringAsync());
        Assert.Equal("Auto", web.Inference.Questions.Single().Grounding);
    }

    [Fact]
    public async Task PostSearch_Title_GivesPassages()
    {
        web.Inference.Follow(new Script { Search = static _ => (true, [new("Cough", "Signs", "A cough is a sign.", "cough.md")]) });

        using var response = await _http.PostAsJsonAsync("/api/search", new { question = " Cough " });

        Assert.Equal(
            """{"relevant":true,"passages":[{"id":0,"document":"cough.md","title":"Cough","headings":["Cough","Signs"],"page":0,"date":"2026-11-23","text":"A cough is a sign.","note":"not clinically reviewed"}]}""",
            await response.Content.ReadAsStringAsync());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(["Cough"], web.Inference.Searches);
    }

    [Fact]
    public async Task PostSearch_ServiceWithoutALibrary_SaysSo()
    {
        web.Inference.Follow(new Script { Search = static _ => throw new RpcException(new Status(StatusCode.FailedPrecondition, "The server has no library.")) });

        using var response = await _http.PostAsJsonAsync("/api/search", new { question = "Cough" });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var failure = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("This question can't be answered with these choices.", failure.GetProperty("title").GetString());
        Assert.Equal("The server has no library.", failure.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/api/chat")]
    [InlineData("/api/decide")]
    [InlineData("/api/search")]
    public async Task Post_FromAnotherSite_IsForbidden(string address)
    {
        web.Inference.Follow(new Script());
        using var crossSite = Post(address, "{\"question\":\"Is it so?\"}");
        crossSite.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var otherOrigin = Post(address, "{\"question\":\"Is it so?\"}");
        otherOrigin.Headers.Add("Origin", "https://elsewhere.example");
        using var noOrigin = Post(address, "{\"question\":\"Is it so?\"}");
        noOrigin.Headers.Add("Origin", "null");

        foreach (var request in new[] { crossSite, otherOrigin, noOrigin })
        {
            using var response = await _http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Empty(web.Inference.Questions);
        Assert.Empty(web.Inference.Decisions);
        Assert.Empty(web.Inference.Searches);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task PostChat_NotAsJson_IsRefused(string mediaType)
    {
        using var request = Post("/api/chat", "{\"question\":\"Is it so?\"}", mediaType);

        using var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task PostChat_HugeBody_IsRefused()
    {
        using var request = Post("/api/chat", $"{{\"question\":\"{new string('a', 2 << 20)}\"}}");

        using var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task PostChat_EmptyQuestion_SaysWhatIsWrong()
    {
        using var response = await _http.PostAsJsonAsync("/api/chat", new { question = " " });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var failure = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("refused", failure.GetProperty("code").GetString());
        Assert.Equal("The question is empty.", failure.GetProperty("detail").GetString());
    }

    private static HttpRequestMessage Post(string address, string body, string mediaType = "application/json") =>
        new(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
}
