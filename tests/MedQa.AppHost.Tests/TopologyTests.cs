using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace MedQa.AppHost.Tests;

/// <summary>Needs Aspire's packages and, for the run, a container runtime: <c>dotnet test tests/MedQa.AppHost.Tests</c>.</summary>
public sealed class TopologyTests
{
    [Fact]
    public async Task Model_RunMode_InferenceSpeaksHttp2AndProbesHaveTheirOwnEndpoint()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MedQa_AppHost>();
        await using var app = await builder.BuildAsync();

        var inference = builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "inference");
        var endpoints = inference.Annotations.OfType<EndpointAnnotation>().ToDictionary(endpoint => endpoint.Name);
        Assert.Equal(["http", "probes"], endpoints.Keys.Order());
        Assert.Equal("http2", endpoints["http"].Transport);
        Assert.Equal("http", endpoints["probes"].Transport);

        var trainer = builder.Resources.Single(resource => resource.Name == "trainer");
        Assert.Contains(trainer.Annotations, annotation => annotation is ExplicitStartupAnnotation);
    }

    [Fact]
    public async Task Run_WithEmulator_PageIsServedOnceInferenceIsReady()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MedQa_AppHost>(limit.Token);
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);

        await app.ResourceNotifications.WaitForResourceHealthyAsync("web", limit.Token);
        using var client = app.CreateHttpClient("web");
        using var page = await client.GetAsync(new Uri("/", UriKind.Relative), limit.Token);
        Assert.True(page.IsSuccessStatusCode);

        var connection = await app.GetConnectionStringAsync("adapters", limit.Token);
        Assert.EndsWith("ContainerName=adapters", connection, StringComparison.Ordinal);
        Assert.EndsWith("ContainerName=library", await app.GetConnectionStringAsync("library", limit.Token), StringComparison.Ordinal);
    }
}
