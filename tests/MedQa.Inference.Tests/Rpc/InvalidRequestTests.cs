using Grpc.Core;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class InvalidRequestTests(RunningServer running) : IClassFixture<RunningServer>
{
    public static TheoryData<string, string> WrongGenerateRequests => new()
    {
        { "no messages", "messages is empty" },
        { "assistant first", "messages[0] is of role assistant, but user was expected" },
        { "two users", "messages[1] is of role user, but assistant was expected" },
        { "system in the middle", "messages[2] is of role system, but user was expected" },
        { "role unset", "messages[0] is of role 0" },
        { "assistant last", "the last message must be the user's" },
        { "system alone", "the last message must be the user's" },
        { "blank text", "messages[0].content is empty" },
        { "long text", "messages[0].content has 100001 characters; at most 100000 are taken" },
        { "many passages", "context_passages has 65 passages; at most 64 are taken" },
        { "empty passage", "context_passages[1] is empty" },
        { "temperature", "temperature must be between 0 and 5, but is 5.5" },
        { "temperature NaN", "temperature must be between 0 and 5" },
        { "top_k", "top_k must be 0 or more, but is -1" },
        { "top_p", "top_p must be above 0 and at most 1, but is 0" },
        { "repetition_penalty", "repetition_penalty must be between 0.5 and 2, but is 3" },
        { "max_tokens", "max_tokens must be 1 or more, but is 0" },
        { "too many tokens", "max_tokens is 4097; at most 4096 are given" },
        { "empty stop", "stop must be texts of 1 to 256 characters" },
        { "many stops", "stop must be at most 16 texts, but is 17" },
        { "adapter name", "The adapter's name (6 characters) is none" },
        { "negative version", "The adapter's version is -1" },
        { "version of the base", "adapter_version is 2, but adapter is empty" },
        { "no room to decide", "tokens for the decision, but max_tokens and the context leave 5" },
        { "stop before the decision", "must_decide does not go with sampling.stop" },
        { "one label", "decision_format needs a lead and at least two different labels" },
    };

    [Theory]
    [MemberData(nameof(WrongGenerateRequests))]
    public async Task Generate_WrongRequest_InvalidArgumentThatSaysWhat(string what, string expected)
    {
        var status = await RunningServer.StatusOf(() => ReadAsync(running.Client.Generate(Wrong(what))));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains(expected, status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decide_EmptyQuestion_InvalidArgument()
    {
        var status = await RunningServer.StatusOf(() => running.Client.DecideAsync(new()).ResponseAsync);

        Assert.Equal((StatusCode.InvalidArgument, "question is empty."), (status.StatusCode, status.Detail));
    }

    [Theory]
    [InlineData("no prompt", "The prompt is missing")]
    [InlineData("no continuations", "continuations has 0 entries; 1 to 64 are taken")]
    [InlineData("many continuations", "continuations has 65 entries; 1 to 64 are taken")]
    [InlineData("empty continuation", "continuations[0].text is empty")]
    [InlineData("unset continuation", "continuations[0] has neither a text nor tokens")]
    [InlineData("id too large", "continuations[0].tokens[1] is 8192; the vocabulary has ids 0 to 8191")]
    [InlineData("negative id", "tokens[0] is -1; the vocabulary has ids 0 to 8191")]
    [InlineData("no ids", "tokens is empty")]
    [InlineData("too long", "tokens; the model's context has room for")]
    public async Task Score_WrongRequest_InvalidArgumentThatSaysWhat(string what, string expected)
    {
        var status = await RunningServer.StatusOf(() => running.Client.ScoreAsync(WrongScore(what)).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains(expected, status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAdapter_NoName_InvalidArgument()
    {
        var status = await RunningServer.StatusOf(() => running.Client.LoadAdapterAsync(new()).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
    }

    private static Wire.GenerateRequest Wrong(string what)
    {
        var request = Ask();
        switch (what)
        {
            case "no messages": request.Messages.Clear(); break;
            case "assistant first": request.Messages.Insert(0, Assistant("Hello.")); break;
            case "two users": request.Messages.Add(User("And?")); break;
            case "system in the middle": request.Messages.Add([Assistant("Yes."), SystemText("Be brief."), User("And?")]); break;
            case "role unset": request.Messages[0].Role = Wire.Role.Unspecified; break;
            case "assistant last": request.Messages.Add(Assistant("Yes.")); break;
            case "system alone": request.Messages[0].Role = Wire.Role.System; break;
            case "blank text": request.Messages[0].Content = " \n"; break;
            case "long text": request.Messages[0].Content = new string('a', 100_001); break;
            case "many passages": request.ContextPassages.Add(Enumerable.Repeat("p", 65)); break;
            case "empty passage": request.ContextPassages.Add(["p", ""]); break;
            case "temperature": request.Sampling.Temperature = 5.5; break;
            case "temperature NaN": request.Sampling.Temperature = double.NaN; break;
            case "top_k": request.Sampling.TopK = -1; break;
            case "top_p": request.Sampling.TopP = 0; break;
            case "repetition_penalty": request.Sampling.RepetitionPenalty = 3; break;
            case "max_tokens": request.Sampling.MaxTokens = 0; break;
            case "too many tokens": request.Sampling.MaxTokens = 4097; break;
            case "empty stop": request.Sampling.Stop.Add(""); break;
            case "many stops": request.Sampling.Stop.Add(Enumerable.Repeat("s", 17)); break;
            case "adapter name": request.Adapter = "../../"; break;
            case "negative version": (request.Adapter, request.AdapterVersion) = ("a", -1); break;
            case "version of the base": request.AdapterVersion = 2; break;
            case "no room to decide": (request.MustDecide, request.Sampling.MaxTokens) = (true, 5); break;
            case "stop before the decision": (request.MustDecide, request.Sampling) = (true, new() { MaxTokens = 100, Stop = { "It" } }); break;
            case "one label": (request.MustDecide, request.DecisionFormat) = (true, new() { Lead = "So:", Labels = { "yes" } }); break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }

        return request;
    }

    private static Wire.ScoreRequest WrongScore(string what) => what switch
    {
        "no prompt" => new() { Continuations = { Text("yes") } },
        "no continuations" => new() { Text = "A" },
        "many continuations" => new() { Text = "A", Continuations = { Enumerable.Repeat(Text("yes"), 65) } },
        "empty continuation" => new() { Text = "A", Continuations = { Text("") } },
        "unset continuation" => new() { Text = "A", Continuations = { new Wire.Continuation() } },
        "id too large" => new() { Text = "A", Continuations = { new Wire.Continuation { Tokens = new() { Ids = { 0, 8192 } } } } },
        "negative id" => new() { Tokens = new() { Ids = { -1 } }, Continuations = { Text("yes") } },
        "no ids" => new() { Tokens = new(), Continuations = { Text("yes") } },
        "too long" => new() { Tokens = new() { Ids = { Enumerable.Repeat(9, 600) } }, Continuations = { Text("yes") } },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static Wire.Continuation Text(string text) => new() { Text = text };
}
