using Grpc.Core;
using MedQa.Inference.Devices;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class QueueTests
{
    [Fact]
    public async Task Generate_TooManyWait_ResourceExhaustedWithHowMany()
    {
        using var own = await RunningServer.StartOwnAsync(new Dictionary<string, string> { ["MedQa:Limits:MaxQueuedRequests"] = "2" });
        var device = own.Part<DeviceThread>();
        using var busy = new BusyDevice(device);
        var first = ReadAsync(own.Client.Generate(Ask()));
        var second = own.Client.DecideAsync(new() { Question = Question }).ResponseAsync;
        await Eventually.Holds(() => device.Waiting == 2);

        var status = await RunningServer.StatusOf(() => ReadAsync(own.Client.Generate(Ask())));

        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        Assert.Equal("2 requests wait already, and no more may: try again later.", status.Detail);
        busy.Dispose();
        Assert.Equal(Wire.FinishReason.Length, (await first)[^1].Finished.Reason);
        Assert.Equal(3, (await second).Probabilities.Count);
        Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
    }
}
