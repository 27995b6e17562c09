using Grpc.Core;
using MedQa.Inference.Libraries;
using MedQa.Inference.Tests.Libraries;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class SearchLimitTests(LibraryServer running) : IClassFixture<LibraryServer>
{
    [Fact]
    public async Task AnyCallThatSearches_TooManySearch_ResourceExhaustedUntilOneEnds()
    {
        using var own = await running.StartAsync(new Dictionary<string, string>(running.Library.Settings)
        {
            ["MedQa:Library:Index"] = Path.Combine(running.Library.Folder, "..", $"{Guid.NewGuid():N}.db"),
            ["MedQa:Limits:MaxSearches"] = "1",
            ["MedQa:Limits:MaxQueuedSearches"] = "0",
        });
        var search = new TaskCompletionSource<int>();
        var searching = own.Part<SearchGate>().RunAsync(() => search.Task, default);
        var request = Ask();
        request.Grounding = Wire.Grounding.Auto;

        Status[] statuses =
        [
            await RunningServer.StatusOf(() => own.Client.SearchAsync(new() { Question = Question }).ResponseAsync),
            await RunningServer.StatusOf(() => ReadAsync(own.Client.Generate(request))),
            await RunningServer.StatusOf(() => own.Client.DecideAsync(new() { Question = Question, Grounding = Wire.Grounding.Required }).ResponseAsync),
        ];

        Assert.All(statuses, status => Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode));
        Assert.All(statuses, status => Assert.StartsWith("1 searches of the library run and 0 wait already, and no more may: try again", status.Detail, StringComparison.Ordinal));
        Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
        search.SetResult(1);
        await searching;
        Assert.NotEmpty((await own.Client.SearchAsync(new() { Question = LibraryServer.Question })).Passages);
    }

    /// <summary>A client that goes away while its search waits gives its place up.</summary>
    [Fact]
    public async Task Search_ClientGoesAwayWhileItWaits_FreesItsPlace()
    {
        using var own = await running.StartAsync(new Dictionary<string, string>(running.Library.Settings)
        {
            ["MedQa:Library:Index"] = Path.Combine(running.Library.Folder, "..", $"{Guid.NewGuid():N}.db"),
            ["MedQa:Limits:MaxSearches"] = "1",
            ["MedQa:Limits:MaxQueuedSearches"] = "1",
        });
        var search = new TaskCompletionSource<int>();
        var searching = own.Part<SearchGate>().RunAsync(() => search.Task, default);
        using var gone = new CancellationTokenSource();
        var waiting = own.Client.SearchAsync(new() { Question = Question }, cancellationToken: gone.Token).ResponseAsync;
        await Eventually.Holds(() => own.Part<SearchGate>().Waiting == 1);

        await gone.CancelAsync();

        await Assert.ThrowsAsync<RpcException>(() => waiting);
        await Eventually.Holds(() => own.Part<SearchGate>().Waiting == 0);
        var next = own.Client.SearchAsync(new() { Question = LibraryServer.Question }).ResponseAsync;
        search.SetResult(1);
        await searching;
        Assert.NotEmpty((await next).Passages);
    }
}
