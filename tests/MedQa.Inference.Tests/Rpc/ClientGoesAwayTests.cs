using Grpc.AspNetCore.Server;
using Grpc.Core;
using MedQa.Inference.Devices;
using MedQa.Inference.Serving;
using MedQa.Inference.Testing;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class ClientGoesAwayTests
{
    private readonly CountingLoader loader = new();
    private readonly CancellationProbe probe;

    public ClientGoesAwayTests() => probe = new CancellationProbe(loader);

    [Theory]
    [InlineData("cancels the call")]
    [InlineData("closes the connection")]
    public async Task Generate_ClientGoesAway_WorkEndsWithinOneToken(string how)
    {
        using var own = await RunningServer.StartOwnAsync(configure: Configure);
        using var cancellation = new CancellationTokenSource();
        var call = own.Client.Generate(Ask(maxTokens: 300), cancellationToken: cancellation.Token);
        await ReadPieces(call, 3);

        if (how == "cancels the call")
        {
            await cancellation.CancelAsync();
        }
        else
        {
            own.Channel.Dispose();
        }

        var writtenWhenCancelled = await probe.WrittenWhenCancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await probe.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.InRange(loader.Tokenizer!.Written - writtenWhenCancelled, 0, 1);
        Assert.InRange(loader.Tokenizer.Written, 3, 299);
    }

    [Theory]
    [InlineData(Wire.Grounding.Auto)]
    [InlineData(Wire.Grounding.Required)]
    public async Task Generate_ClientOfAGroundedAnswerGoesAway_WorkEndsWithinOneToken(Wire.Grounding grounding)
    {
        // A required answer is this sentence and nothing else.
        var hours = string.Join(", ", Enumerable.Range(1, 40).Select(hour => $"at hour {hour}"));
        using var library = new TestLibrary(("asthma.md", $"# Asthma\n\nThe chest feels tight {hours}.\n"));
        using var own = await RunningServer.StartOwnAsync(library.Settings, Configure);
        await Eventually.Holds(() => own.Client.ListModels(new()).Models[0].Library.Documents == 1);
        using var cancellation = new CancellationTokenSource();
        var request = Ask("What is asthma?", maxTokens: 300);
        request.Grounding = grounding;
        using var call = own.Client.Generate(request, cancellationToken: cancellation.Token);
        await Eventually.Holds(() => loader.Tokenizer!.Written > 3);

        await cancellation.CancelAsync();

        var writtenWhenCancelled = await probe.WrittenWhenCancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await probe.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.InRange(loader.Tokenizer!.Written - writtenWhenCancelled, 0, 1);
        Assert.InRange(loader.Tokenizer.Written, 3, 299);
    }

    [Fact]
    public async Task Generate_ManyClientsGoAway_LiveTensorsStayFlat()
    {
        using var own = await RunningServer.StartOwnAsync(configure: Configure);
        await AskAndLeave(own);
        var before = await LiveTensors(own);

        for (var i = 0; i < 5; i++)
        {
            await AskAndLeave(own);
        }

        Assert.Equal(before, await LiveTensors(own));
    }

    [Fact]
    public async Task Generate_ClientGoesAwayWhileWaiting_LeavesTheQueueAtOnce()
    {
        using var own = await RunningServer.StartOwnAsync();
        var device = own.Part<DeviceThread>();
        using var busy = new BusyDevice(device);
        using var cancellation = new CancellationTokenSource();
        using var call = own.Client.Generate(Ask(), cancellationToken: cancellation.Token);
        await Eventually.Holds(() => device.Waiting == 1);

        await cancellation.CancelAsync();

        await Eventually.Holds(() => device.Waiting == 0);
    }

    private void Configure(IServiceCollection services)
    {
        services.AddSingleton<IModelLoader>(loader);
        services.AddSingleton(probe);
        services.Configure<GrpcServiceOptions>(options => options.Interceptors.Add<CancellationProbe>());
    }

    private static async Task AskAndLeave(OwnServer own)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = own.Client.Generate(Ask(maxTokens: 300), cancellationToken: cancellation.Token);
        await ReadPieces(call, 2);
        await cancellation.CancelAsync();
    }

    /// <summary>Asked on the device's thread, and so after what came before it there.</summary>
    private static Task<long> LiveTensors(OwnServer own) =>
        own.Part<DeviceThread>().RunOwnAsync(_ => (long)DisposeScopeManager.Statistics.ThreadTotalLiveCount, default);

    private static async Task ReadPieces(AsyncServerStreamingCall<Wire.GenerateResponse> call, int pieces)
    {
        for (var read = 0; read < pieces && await call.ResponseStream.MoveNext();)
        {
            read += call.ResponseStream.Current.EventCase == Wire.GenerateResponse.EventOneofCase.Text ? 1 : 0;
        }
    }
}
