using Grpc.Core;
using MedQa.Inference.Testing;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class GroundingErrorTests(RunningServer running) : IClassFixture<RunningServer>
{
    private const string NoLibrary = "This service has no library: its MedQa:Library:Source names one.";

    [Theory]
    [InlineData(Wire.Grounding.Auto)]
    [InlineData(Wire.Grounding.Required)]
    public async Task AnyCall_NoLibrary_FailedPrecondition(Wire.Grounding grounding)
    {
        var request = Ask();
        request.Grounding = grounding;

        Status[] statuses =
        [
            await RunningServer.StatusOf(() => ReadAsync(running.Client.Generate(request))),
            await RunningServer.StatusOf(() => running.Client.DecideAsync(new() { Question = Question, Grounding = grounding }).ResponseAsync),
            await RunningServer.StatusOf(() => running.Client.SearchAsync(new() { Question = Question }).ResponseAsync),
        ];

        Assert.All(statuses, s => Assert.Equal((StatusCode.FailedPrecondition, NoLibrary), (s.StatusCode, s.Detail)));
    }

    [Fact]
    public async Task AnyCall_PassagesOfItsOwn_InvalidArgument()
    {
        var request = Ask(passages: [Passage, Passage]);
        request.Grounding = Wire.Grounding.Auto;

        Status[] statuses =
        [
            await RunningServer.StatusOf(() => ReadAsync(running.Client.Generate(request))),
            await RunningServer.StatusOf(() => running.Client.DecideAsync(new() { Question = Question, ContextPassages = { Passage, Passage }, Grounding = Wire.Grounding.Required }).ResponseAsync),
        ];

        Assert.All(statuses, s => Assert.Equal(
            (StatusCode.InvalidArgument, "context_passages has 2 passages, but grounding is on: passages of your own go with grounding off."), (s.StatusCode, s.Detail)));
    }

    [Fact]
    public async Task Generate_UnknownGrounding_InvalidArgument()
    {
        var request = Ask();
        request.Grounding = (Wire.Grounding)9;

        var status = await RunningServer.StatusOf(() => ReadAsync(running.Client.Generate(request)));

        Assert.Equal((StatusCode.InvalidArgument, "grounding is 9; known are off (1), auto (2) and required (3)."), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task AnyCall_LibraryThatCannotBeOpened_UnavailableWhileTheModelAnswers()
    {
        using var library = new TestLibrary();
        var settings = new Dictionary<string, string>(library.Settings) { ["MedQa:Library:Index"] = Path.Combine(library.Folder, "none", "index.db") };
        library.Write("none", "This file is in the way of the index's folder.");
        using var own = await RunningServer.StartOwnAsync(settings);
        var request = Ask();
        request.Grounding = Wire.Grounding.Auto;

        var status = await RunningServer.StatusOf(() => ReadAsync(own.Client.Generate(request)));

        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.StartsWith("The library is being opened", status.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(await ReadAsync(own.Client.Generate(Ask())));
    }
}
