using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Tests.Data;

public sealed class DataCheckCommandTests : IDisposable
{
    private const string Good = """{"pubid": 1, "question": "q", "contexts": [], "long_answer": "a", "final_decision": "no"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Good, 0)]
    [InlineData(Good + "\n{}", 1)]
    [InlineData("", 1)]
    public async Task Check_File_ExitsWithOneWhereThereIsAProblem(string text, int expected)
    {
        var path = _folder.File("rows.jsonl");
        await File.WriteAllTextAsync(path, text);

        Assert.Equal(expected, await DataCheckCommand.Create().Parse([path]).InvokeAsync());
    }

    // Nearest rank: of 1 to 100 the 50th and the 95th; of three values the second and the third.
    [Fact]
    public void LengthSummary_Lengths_GivesNearestRanks()
    {
        Assert.Equal(new LengthSummary(50, 95, 100), LengthSummary.Of(Enumerable.Range(1, 100).Reverse()));
        Assert.Equal(new LengthSummary(4, 9, 9), LengthSummary.Of([9, 1, 4]));
        Assert.Equal(new LengthSummary(0, 0, 0), LengthSummary.Of([]));
    }
}
