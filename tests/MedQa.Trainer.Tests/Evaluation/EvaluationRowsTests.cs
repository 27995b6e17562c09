using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Tests.Evaluation;

public sealed class EvaluationRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public EvaluationRowsTests()
    {
        _data = _folder.File("rows.jsonl");
        File.WriteAllLines(_data, Enumerable.Range(1, 12).Select(i =>
            $$"""{"pubid": {{i}}, "question": "q", "contexts": [], "long_answer": "a", "final_decision": "no"}"""));
        File.WriteAllText(_folder.File("test_ground_truth.json"), """{"9": "no", "10": "no", "2": "no"}""");
        File.WriteAllText(_folder.File("split_900_100.json"), """{"train": [1, 2], "validation": [3], "test": [5, 11]}""");
        File.WriteAllText(_folder.File("mine.json"), """{"test": ["7"]}""");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("official", null, null, "10 2 9", "official test")]
    [InlineData("official", null, 2, "10 2", "official test, first 2")]
    [InlineData("recipe", null, null, "11 5", "recipe (900/100)")]
    [InlineData("official", "mine.json", null, "7", "ids of mine.json")]
    public async Task LoadAsync_Split_GivesItsTestRowsByTheirIds(string split, string? testIds, int? limit, string expected, string name)
    {
        var rows = await EvaluationRows.LoadAsync(_data, split, testIds is null ? null : _folder.File(testIds), limit, default);

        Assert.Equal(expected.Split(' '), rows.Rows.Select(r => r.Id));
        Assert.Equal(expected.Split(' '), rows.Data.Ids);
        Assert.Equal(("rows.jsonl", name), (rows.Data.File, rows.Data.Protocol));
        Assert.Equal(FileHash.Of(_data), rows.Data.Sha256);
    }

    [Fact]
    public async Task LoadAsync_All_TakesEveryRow() =>
        Assert.Equal(12, (await EvaluationRows.LoadAsync(_data, "all", null, null, default)).Rows.Count);

    [Fact]
    public async Task LoadAsync_NoTestIdsBesideTheData_SaysWhatToDo()
    {
        File.Delete(_folder.File("test_ground_truth.json"));

        var error = await Assert.ThrowsAsync<DataFileException>(() => EvaluationRows.LoadAsync(_data, "official", null, null, default));

        Assert.Contains("name one with --test-ids, or take every row with --split all", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_UnknownSplit_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => EvaluationRows.LoadAsync(_data, "other", null, null, default));

    [Fact]
    public async Task LoadAsync_SplitWithoutTest_IsRefused()
    {
        File.WriteAllText(_folder.File("mine.json"), """{"train": [1]}""");

        await Assert.ThrowsAsync<DataFileException>(() => EvaluationRows.LoadAsync(_data, "official", _folder.File("mine.json"), null, default));
    }
}
