using MedQa.Model.Tests;
using MedQa.Trainer.Data;
using MedQa.Trainer.Decisions;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Decisions;

public sealed class HeldOutRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public HeldOutRowsTests() => Write("rows.jsonl", string.Join('\n', Enumerable.Range(1, 9).Select(i =>
        $$"""{"id": "{{i}}", "question": "q", "contexts": [], "long_answer": "a", "final_decision": "yes"}""")));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LoadAsync_Split_TakesItsValidation()
    {
        Write("split.json", """{"train": [1, 2], "validation": [5, 4]}""");

        Assert.Equal(["4", "5"], (await LoadAsync(split: "split.json")).Select(r => r.Id));
        Assert.Equal(["1", "2", "4", "5"], (await LoadAsync(ids: "split.json")).Select(r => r.Id));
    }

    [Fact]
    public async Task LoadAsync_RowsOfTheOfficialTest_AreRefusedUnlessAllowed()
    {
        Write("test_ground_truth.json", """{"5": "yes", "9": "no"}""");
        Write("split.json", """{"validation": [4, 5]}""");

        var error = await Assert.ThrowsAsync<DataFileException>(() => LoadAsync(split: "split.json"));

        Assert.Contains("1 of its 2 rows are of the official test", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await LoadAsync(split: "split.json", allowsTest: true)).Count);
    }

    [Fact]
    public async Task LoadAsync_NothingHeldOut_IsRefused()
    {
        Write("split.json", """{"train": [1, 2]}""");

        Assert.Contains("names no validation ids", (await Assert.ThrowsAsync<DataFileException>(() => LoadAsync(split: "split.json"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => LoadAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => LoadAsync("split.json", "split.json"));
    }

    [Fact]
    public async Task TrainedOnAsync_RunWithASplit_IsItsTraining()
    {
        Write("split.json", """{"train": [1, 2], "validation": [4, 5]}""");
        Options(new TrainingOptions { Data = "rows.jsonl", Split = "split.json" });

        Assert.Equal(["1", "2"], (await TrainedOnAsync())!.Order());
    }

    // Without a split nine tenths of the rows that are not the official test's are trained on.
    [Fact]
    public async Task TrainedOnAsync_RunWithoutASplit_IsWhatTheRunTook()
    {
        Write("test_ground_truth.json", """{"5": "yes"}""");
        Options(new TrainingOptions { Data = "rows.jsonl", EvaluationShare = 0.25 });

        var trained = (await TrainedOnAsync())!;

        var expected = await TrainingRows.LoadAsync(new TrainingOptions { Data = _folder.File("rows.jsonl"), EvaluationShare = 0.25 });
        Assert.Equal(expected.Training.Select(r => r.Id).Order(), trained.Order());
        Assert.Equal(6, trained.Count);
        Assert.DoesNotContain("5", trained);
    }

    [Fact]
    public async Task TrainedOnAsync_FolderDoesNotTell_IsNotKnown()
    {
        Assert.Null(await TrainedOnAsync());
        Options(new TrainingOptions { Data = "other.jsonl" });
        Assert.Null(await TrainedOnAsync());
        Options(new TrainingOptions { Data = "rows.jsonl", Split = "gone.json" });
        Assert.Null(await TrainedOnAsync());
    }

    private Task<IReadOnlyList<QaRow>> LoadAsync(string? split = null, string? ids = null, bool allowsTest = false) =>
        HeldOutRows.LoadAsync(_folder.File("rows.jsonl"), split is null ? null : _folder.File(split), ids is null ? null : _folder.File(ids), allowsTest, default);

    private Task<IReadOnlySet<string>?> TrainedOnAsync() => HeldOutRows.TrainedOnAsync(_folder.Path, _folder.File("rows.jsonl"), null, default);

    private void Options(TrainingOptions options) => Write("training-options.json", OptionsFile.ToJson(options));

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);
}
