using MedQa.V1;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

namespace MedQa.Client.Tests;

public class AddMedQaClientTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task AddMedQaClient_AddressByServiceDiscovery_ReachesTheService()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["services:inference:http:0"] = service.Server.Address.OriginalString }).Build());
        services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        services.AddMedQaClient();
        await using var provider = services.BuildServiceProvider();

        var response = await provider.GetRequiredService<IChatClient>().GetResponseAsync("Why?", new() { MaxOutputTokens = 4 });

        Assert.Equal(4, response.Usage!.OutputTokenCount);
    }

    [Fact]
    public void AddMedQaClient_ResilienceForAllClients_IsTakenOffThisOne()
    {
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());
        services.AddMedQaClient(options => options.KeepAliveDelay = TimeSpan.FromSeconds(7));
        services.AddHttpClient("other");
        using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IHttpMessageHandlerFactory>();

        Assert.Contains(Handlers(factory.CreateHandler("other")), h => h is ResilienceHandler);
        var handlers = Handlers(factory.CreateHandler(nameof(MedicalQa.MedicalQaClient))).ToList();
        Assert.DoesNotContain(handlers, h => h is ResilienceHandler);
        var connection = Assert.IsType<SocketsHttpHandler>(handlers[^1]);
        Assert.Equal(TimeSpan.FromSeconds(7), connection.KeepAlivePingDelay);
        Assert.Equal(HttpKeepAlivePingPolicy.WithActiveRequests, connection.KeepAlivePingPolicy);
    }

    [Theory]
    [InlineData("ftp://inference")]
    [InlineData("/inference")]
    public void AddMedQaClient_WrongAddress_IsRefused(string address)
    {
        using var provider = RunningService.Provider(new Uri(address, UriKind.RelativeOrAbsolute));

        var e = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<MedQaChatClient>);

        Assert.Contains("Address must be an absolute http or https address", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddMedQaClient_ChatClientOfTheApplications_IsKept()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(service.Chat);
        services.AddMedQaClient();
        using var provider = services.BuildServiceProvider();

        Assert.Same(service.Chat, provider.GetRequiredService<IChatClient>());
        Assert.NotSame(service.Chat, provider.GetRequiredService<MedQaChatClient>());
    }

    private static IEnumerable<HttpMessageHandler> Handlers(HttpMessageHandler first)
    {
        for (HttpMessageHandler? handler = first; handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
        {
            yield return handler;
        }
    }
}
