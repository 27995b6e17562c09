using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using MedQa.Inference.Serving;
using MedQa.Inference.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static MedQa.Inference.Tests.Requests;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace MedQa.Inference.Tests.Serving;

public class LoadingTests
{
    [Fact]
    public async Task Server_WhileTheModelLoads_ListensAndSaysThatItIsNotReady()
    {
        using var loader = new GatedLoader();
        using var own = Listen(loader);
        using var http = new HttpClient { BaseAddress = own.Server.Probes };
        var health = new Health.HealthClient(own.Channel);

        var generate = await RunningServer.StatusOf(() => ReadAsync(own.Client.Generate(Ask())));
        var tokenize = await RunningServer.StatusOf(() => own.Client.TokenizeAsync(new() { Text = "a" }).ResponseAsync);

        Assert.Equal((StatusCode.Unavailable, "The model is being loaded: try again in a few seconds."), (generate.StatusCode, generate.Detail));
        Assert.Equal(StatusCode.Unavailable, tokenize.StatusCode);
        Assert.False(Assert.Single((await own.Client.ListModelsAsync(new())).Models).Ready);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive")).StatusCode);
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new())).Status);
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new() { Service = "medqa.v1.MedicalQa" })).Status);

        loader.Succeed();
        await Eventually.Holds(() => own.Part<ModelHost>().Current is not null);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health")).StatusCode);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new())).Status);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new() { Service = "medqa.v1.MedicalQa" })).Status);
        Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
    }

    [Fact]
    public async Task Server_ModelThatCannotBeLoaded_LogsWhyAndStops()
    {
        using var loader = new GatedLoader();
        using var own = Listen(loader);
        var host = own.Part<ModelHost>();
        var stopped = own.Part<IHostApplicationLifetime>().ApplicationStopping;

        loader.Fail(new InvalidDataException("model.safetensors: the tensor 'lm_head.weight' is missing."));

        await Eventually.Holds(() => stopped.IsCancellationRequested);
        Assert.True(host.LoadFailed);
        Assert.Contains(own.Server.Logs.Lines, line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains("'lm_head.weight' is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probes_OnTheirPort_AnswerHttp1AndTheGrpcPortDoesNot()
    {
        using var own = await RunningServer.StartOwnAsync();
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(own.Server.Probes, "/health"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri(own.Server.Address, "/health"))).StatusCode);
    }

    private static OwnServer Listen(GatedLoader loader) =>
        new(InferenceServer.Listen(configure: services => services.AddSingleton<IModelLoader>(loader)));
}
