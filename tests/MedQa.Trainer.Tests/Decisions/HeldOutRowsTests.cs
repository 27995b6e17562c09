using MedQa.Model.Tests;
using MedQa.Trainer.CrossValidation;
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
    public async Task OutsideTestAsync_ListBesideTheData_IsAllOthers()
    {
        Write("test_ground_truth.json", """{"5": "yes", "9": "no"}""");

        Assert.Equal(["1", "2", "3", "4", "6", "7", "8"], (await OutsideTestAsync()).Select(r => r.Id));
    }

    [Fact]
    public async Task OutsideTestAsync_NoListOrNoOtherRow_IsRefused()
    {
        Assert.Contains("test_ground_truth.json is missing", (await Assert.ThrowsAsync<DataFileException>(OutsideTestAsync)).Message, StringComparison.Ordinal);

        Write("test_ground_truth.json", $"{{{string.Join(", ", Enumerable.Range(1, 9).Select(i => $"\"{i}\": \"yes\""))}}}");
        Assert.Contains("all rows", (await Assert.ThrowsAsync<DataFileException>(OutsideTestAsync)).Message, StringComparison.Ordinal);
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
        Result(trained: 6, watched: 2);

        var trained = (await TrainedOnAsync())!;

        var expected = await TrainingRows.LoadAsync(new TrainingOptions { Data = _folder.File("rows.jsonl"), EvaluationShare = 0.25 });
        Assert.Equal(expected.Training.Select(r => r.Id).Order(), trained.Order());
        Assert.Equal((6, 1), (trained.Count, expected.LeftOut));
        Assert.DoesNotContain("5", trained);
    }

    // The ordinary division would be of rows that the fold held out too.
    [Fact]
    public async Task TrainedOnAsync_Fold_IsAllOthersButThoseItWatched()
    {
        var fold = await WriteFoldAsync();

        Assert.Equal(["1", "2", "6"], (await TrainedOnAsync(fold))!.Order());
        Assert.Equal(["1", "2", "6"], (await TrainedOnAsync(fold + Path.DirectorySeparatorChar))!.Order());
    }

    [Fact]
    public async Task TrainedOnAsync_FoldWithoutItsList_IsNotKnown()
    {
        var fold = await WriteFoldAsync();
        await File.WriteAllTextAsync(Path.Combine(fold, "adapter_model.safetensors"), "of another division");
        Assert.Null(await TrainedOnAsync(fold));

        File.Delete(_folder.File("folds.json"));
        Assert.Null(await TrainedOnAsync(fold));
    }

    [Theory]
    [InlineData("""{"folds": 2}""")]
    [InlineData("""{"folds": 2, "runs": [{"number": 1, "folder": "fold-1"}]}""")]
    [InlineData("[")]
    public async Task TrainedOnAsync_BrokenListOfFolds_IsNamed(string text)
    {
        var fold = await WriteFoldAsync();
        Write("folds.json", text);

        Assert.Contains("folds.json", (await Assert.ThrowsAsync<InvalidDataException>(() => TrainedOnAsync(fold))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainedOnAsync_FolderDoesNotTell_IsNotKnown()
    {
        Assert.Null(await TrainedOnAsync());
        Options(new TrainingOptions { Data = "other.jsonl" });
        Assert.Null(await TrainedOnAsync());
        Options(new TrainingOptions { Data = "rows.jsonl", Split = "gone.json" });
        Assert.Null(await TrainedOnAsync());
        Options(new TrainingOptions { Data = "rows.jsonl" });
        Assert.Null(await TrainedOnAsync());
    }

    private Task<IReadOnlyList<QaRow>> LoadAsync(string? split = null, string? ids = null, bool allowsTest = false) =>
        HeldOutRows.LoadAsync(_folder.File("rows.jsonl"), split is null ? null : _folder.File(split), ids is null ? null : _folder.File(ids), allowsTest, default);

    private Task<IReadOnlyList<QaRow>> OutsideTestAsync() => HeldOutRows.OutsideTestAsync(_folder.File("rows.jsonl"), default);

    private Task<IReadOnlySet<string>?> TrainedOnAsync(string? adapter = null) => HeldOutRows.TrainedOnAsync(adapter ?? _folder.Path, _folder.File("rows.jsonl"), null, default);

    /// <summary>A cross-validation of rows 1 to 7, without 8 and 9; gives the folder of the fold that held out 3, 4 and 7 and watched 5.</summary>
    private async Task<string> WriteFoldAsync()
    {
        var fold = Directory.CreateDirectory(_folder.File("fold-1")).FullName;
        await File.WriteAllTextAsync(Path.Combine(fold, "adapter_model.safetensors"), "weights");
        Options(new TrainingOptions { Data = "rows.jsonl" }, "fold-1/");
        Result(trained: 3, watched: 1, "fold-1/");
        new FoldList(2, 0, "rows.jsonl", "", [
            new FoldRun(1, "fold-1", "", ["3", "4", "7"], ["5"], FileHash.Of(Path.Combine(fold, "adapter_model.safetensors")), 1, 1, null),
            new FoldRun(2, "fold-2", "", ["1", "2", "5", "6"], ["3"], "", 1, 1, null)]).Write(_folder.Path);
        return fold;
    }

    private void Options(TrainingOptions options, string folder = "") => Write($"{folder}training-options.json", OptionsFile.ToJson(options));

    private void Result(int trained, int watched, string folder = "") =>
        Write($"{folder}training.json", OptionsFile.ToJson(new TrainingResult(1, trained, watched, 0, 1, 1, null, [], 1)));

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);
}
