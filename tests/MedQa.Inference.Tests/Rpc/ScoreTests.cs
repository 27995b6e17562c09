using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class ScoreTests(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Score_Conversation_EqualsGeneratorWithContinuationsThatBeginTheAnswer()
    {
        var tokenizer = running.Model.Tokenizer;
        IReadOnlyList<IReadOnlyList<int>> ids = [tokenizer.Encode("Yes, it does."), [17, 4000, 9]];
        var expected = running.Model.Generator.Score(Prompt(running.Model, Question, Passage), ids);
        var request = new Wire.ScoreRequest
        {
            Conversation = new() { Messages = { User(Question) }, ContextPassages = { Passage } },
            Continuations = { new Wire.Continuation { Text = "Yes, it does." }, new Wire.Continuation { Tokens = new() { Ids = { ids[1] } } } },
        };

        var response = await running.Client.ScoreAsync(request);

        AssertEqual(ids, expected, response);
    }

    [Fact]
    public async Task Score_Text_EqualsGeneratorWithContinuationsThatGoOn()
    {
        var tokenizer = running.Model.Tokenizer;
        IReadOnlyList<IReadOnlyList<int>> ids = [tokenizer.EncodeContinuation(" pressure"), tokenizer.EncodeContinuation("sugar level")];
        var expected = running.Model.Generator.Score([tokenizer.BosTokenId!.Value, .. tokenizer.Encode("Walking lowers blood")], ids);
        var request = new Wire.ScoreRequest
        {
            Text = "Walking lowers blood",
            Continuations = { new Wire.Continuation { Text = " pressure" }, new Wire.Continuation { Text = "sugar level" } },
        };

        AssertEqual(ids, expected, await running.Client.ScoreAsync(request));
    }

    [Fact]
    public async Task Score_Tokens_TakesThemAsTheyAre()
    {
        var expected = running.Model.Generator.Score([300, 2, 7], [[44]]);
        var request = new Wire.ScoreRequest
        {
            Tokens = new() { Ids = { 300, 2, 7 } },
            Continuations = { new Wire.Continuation { Tokens = new() { Ids = { 44 } } } },
        };

        AssertEqual([[44]], expected, await running.Client.ScoreAsync(request));
    }

    private static void AssertEqual(IReadOnlyList<IReadOnlyList<int>> ids, IReadOnlyList<IReadOnlyList<double>> expected, Wire.ScoreResponse response)
    {
        Assert.Equal(Testing.TinyModel.Name, response.Model);
        Assert.Equal(ids, response.Scores.Select(s => s.TokenIds.ToList()));
        Assert.Equal(expected, response.Scores.Select(s => s.TokenLogProbabilities.ToList()));
        Assert.Equal(expected.Select(e => e.Sum()), response.Scores.Select(s => s.LogProbability));
    }
}
