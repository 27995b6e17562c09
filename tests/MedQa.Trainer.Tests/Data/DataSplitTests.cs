using MedQa.Model.Tests;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Tests.Data;

public sealed class DataSplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task LoadAsync_OfficialAndRecipeSplits_HaveTheirSizesAndDontOverlap()
    {
        var rows = await QaFile.LoadAsync(Goldens.RequireBesideModels("pubmedqa/ori_pqal.json"));
        var official = await DataSplit.LoadAsync(Goldens.RequireBesideModels("pubmedqa/test_ground_truth.json"));
        var recipe = await DataSplit.LoadAsync(Goldens.RequireBesideModels("pubmedqa/split_900_100.json"));
        var trial = await DataSplit.LoadAsync(Goldens.RequireBesideModels("pubmedqa/split_450_50.json"));

        Assert.Equal((0, 0, 500), (official.Train.Count, official.Validation.Count, official.Test.Count));
        Assert.Equal((810, 90, 100), (recipe.Train.Count, recipe.Validation.Count, recipe.Test.Count));
        Assert.Equal((450, 50, 0), (trial.Train.Count, trial.Validation.Count, trial.Test.Count));
        var test = DataSplit.Select(rows, official.Test);
        Assert.Equal(test.Select(r => r.Id).Order(StringComparer.Ordinal), test.Select(r => r.Id));
        Assert.Equal(
            DataSplit.SelectOthers(rows, official.Test).Select(r => r.Id),
            trial.Train.Concat(trial.Validation).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"train": [1, 1]}""", "id 1 is there twice in train.")]
    [InlineData("""{"train": [1], "test": ["1"]}""", "id 1 is there twice in train, validation and test.")]
    [InlineData("""{"train": 3}""", "field train: must be a list of ids.")]
    [InlineData("""{"test": [1.5]}""", "field test[0]: must be an id, a text or a whole number.")]
    [InlineData("""[1]""", "must be a JSON object")]
    [InlineData("{\n\"test\"", "line 2: is not valid JSON")]
    public async Task LoadAsync_BadSplit_SaysWhatAndWhere(string text, string expected)
    {
        var path = _folder.File("split.json");
        await File.WriteAllTextAsync(path, text);

        var error = await Assert.ThrowsAsync<DataFileException>(() => DataSplit.LoadAsync(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_IdsNotInTheData_CountsThem()
    {
        QaRow[] rows = [new("1", "q", [], "a", null, null)];

        var error = Assert.Throws<DataFileException>(() => DataSplit.Select(rows, ["1", "2", "3"]));

        Assert.Equal("2 of the split's 3 ids are not in the data, the first is 2.", error.Message);
    }
}
