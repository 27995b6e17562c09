using System.Diagnostics;
using Grpc.Core;
using MedQa.Inference.Serving;
using MedQa.Inference.Tests.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Serving;

public class StoppingTests
{
    [Fact]
    public async Task Stop_WhileAnAnswerStreams_EndsItAsCancelledInBoundedTime()
    {
        using var own = await RunningServer.StartOwnAsync(configure: services => services.AddSingleton<IModelLoader, CountingLoader>());
        var call = own.Client.Generate(Ask(maxTokens: 400));
        await call.ResponseStream.MoveNext();
        await call.ResponseStream.MoveNext();
        var start = Stopwatch.GetTimestamp();

        var stopping = own.Part<IHost>().StopAsync();
        var events = await ReadAsync(call);

        Assert.Equal(Wire.FinishReason.Cancelled, events[^1].Finished.Reason);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Stop_ShortAnswerStreams_FinishesIt()
    {
        using var own = await RunningServer.StartOwnAsync(
            new Dictionary<string, string> { ["MedQa:Limits:DrainSeconds"] = "20" }, services => services.AddSingleton<IModelLoader, CountingLoader>());
        var call = own.Client.Generate(Ask(maxTokens: 12));
        await call.ResponseStream.MoveNext();

        var stopping = own.Part<IHost>().StopAsync();
        var events = await ReadAsync(call);

        Assert.Equal(Wire.FinishReason.Length, events[^1].Finished.Reason);
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
