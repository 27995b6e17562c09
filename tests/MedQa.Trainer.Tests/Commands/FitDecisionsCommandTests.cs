using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Data;
using MedQa.Trainer.Decisions;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Reports;
using MedQa.Trainer.Tests.Training;
using static TorchSharp.torch;
using Generator = MedQa.Model.Generation.Generator;

namespace MedQa.Trainer.Tests.Commands;

public sealed class FitDecisionsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task FitDecisions_HeldOutRows_WritesOffsetsThatDecideAsOftenAsIsRight()
    {
        var rows = await WriteFilesAsync(Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model"));

        var code = await RunAsync("--split", _folder.File("split.json"), "--objective", "prior", "--folds", "3");

        Assert.Equal(0, code);
        var card = AdapterCard.Load(_folder.File("adapter"));
        Assert.Equal(("tiny", "Decide."), (card.BaseModel, card.Answer.SystemPrompt));
        using var checkpoint = Checkpoint.Open(_folder.File("base"), CPU, ScalarType.Float32);
        using var adapter = PeftAdapter.Load(_folder.File("adapter"), checkpoint.Model);
        var scorer = new DecisionScorer(new Generator(checkpoint.Model, checkpoint.Tokenizer), checkpoint.Tokenizer, checkpoint.ChatTemplate, card.Answer);
        var decided = rows.Select(r => scorer.Decide(r.Question, r.Contexts, adapter).Label).ToList();
        Assert.All(card.Answer.Labels, label => Assert.Equal(rows.Count(r => r.Decision == label), decided.Count(d => d == label)));
    }

    [SkippableFact]
    public async Task FitDecisions_ModelAlone_WritesOffsetsIntoItsOwnCard()
    {
        var rows = await WriteFilesAsync(Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model"));
        await File.WriteAllTextAsync(_folder.File("test_ground_truth.json"), """{"0": "yes", "1": "yes"}""");
        var adapter = await File.ReadAllTextAsync(_folder.File("adapter/medqa.json"));
        new AdapterCard { ContextWords = 60, Answer = new AnswerFormat { SystemPrompt = "Decide." } }.Save(_folder.File("base"));

        var code = await RunModelAsync("--objective", "prior", "--folds", "3");

        Assert.Equal(0, code);
        var card = AdapterCard.Load(_folder.File("base"));
        Assert.Equal((60, "Decide."), (card.ContextWords, card.Answer.SystemPrompt));
        Assert.Equal(adapter, await File.ReadAllTextAsync(_folder.File("adapter/medqa.json")));
        using var checkpoint = Checkpoint.Open(_folder.File("base"), CPU, ScalarType.Float32);
        var scorer = new DecisionScorer(new Generator(checkpoint.Model, checkpoint.Tokenizer), checkpoint.Tokenizer, checkpoint.ChatTemplate, card.Answer);
        var decided = rows.Select(r => scorer.Decide(r.Question, r.Contexts).Label).ToList();
        Assert.All(card.Answer.Labels, label => Assert.Equal(rows.Count(r => r.Decision == label), decided.Count(d => d == label)));
    }

    [SkippableFact]
    public async Task FitDecisions_ModelAloneWithoutItsOwnFolderOrATestList_IsAMistake()
    {
        await WriteFilesAsync(Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model"));

        Assert.Equal(CommandErrors.Mistake, await RunModelAsync("--objective", "prior"));
        await File.WriteAllTextAsync(_folder.File("test_ground_truth.json"), """{"0": "yes", "1": "yes"}""");
        Assert.Equal(CommandErrors.Mistake, await FitDecisionsCommand.Create().Parse(["-m", "someone/model", "-d", _folder.File("rows.jsonl"), "--objective", "prior"]).InvokeAsync());
        Assert.False(File.Exists(_folder.File("base/medqa.json")));
    }

    [SkippableFact]
    public async Task FitDecisions_WithoutObjective_LeavesTheCard()
    {
        await WriteFilesAsync(Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model"));
        var before = await File.ReadAllTextAsync(_folder.File("adapter/medqa.json"));

        Assert.Equal(0, await RunAsync("--split", _folder.File("split.json"), "--folds", "2"));

        Assert.Equal(before, await File.ReadAllTextAsync(_folder.File("adapter/medqa.json")));
    }

    [SkippableFact]
    public async Task FitDecisions_AnotherPrompt_IsAMistake()
    {
        await WriteFilesAsync(Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model"));

        Assert.Equal(CommandErrors.Mistake, await RunAsync("--split", _folder.File("split.json"), "--placement", "first"));
        Assert.Equal(CommandErrors.Mistake, await RunAsync());
    }

    [Fact]
    public async Task FitDecisions_Report_NeedsNoModel()
    {
        var report = SampleReport.Create();
        await File.WriteAllTextAsync(_folder.File("report.json"), ReportWriter.ToJson(report));
        new AdapterCard { BaseHash = report.Model.Sha256 }.Save(_folder.File("adapter"));

        var code = await FitDecisionsCommand.Create().Parse(
            ["-a", _folder.File("adapter"), "--report", _folder.File("report.json"), "--objective", "likelihood", "--folds", "4"]).InvokeAsync();

        Assert.Equal(0, code);
        var expected = DecisionOffsets.Fit(
            report.Settings.Format.Labels, [.. report.Rows.Select(r => r.FineTuned!.LogProbabilities)], [.. report.Rows.Select(r => r.Truth)], DecisionObjective.Likelihood, 0);
        Assert.Equal(expected.Values, AdapterCard.Load(_folder.File("adapter")).Answer.DecisionOffsets);
        Assert.Equal(CommandErrors.Mistake, await RunAsync("--report", _folder.File("report.json")));
    }

    [Fact]
    public async Task FitDecisions_SeveralReports_FitsTheirAveragedScores()
    {
        var reports = new[] { SampleReport.Create(), SampleReport.Create(change: (row, i) =>
            row with { FineTuned = row.FineTuned! with { LogProbabilities = [-1 - (i % 3), -1 - (i % 5), -1 - (i % 7)] } }) with { Adapter = new("runs", "f0") } };
        new AdapterCard().Save(_folder.File("adapter"));
        string[] files = [_folder.File("a.json"), _folder.File("b.json")];
        foreach (var (file, report) in files.Zip(reports))
        {
            await File.WriteAllTextAsync(file, ReportWriter.ToJson(report));
        }

        var code = await FitDecisionsCommand.Create().Parse(
            ["-a", _folder.File("adapter"), "--report", files[0], "--report", files[1], "--objective", "likelihood", "--folds", "4"]).InvokeAsync();

        Assert.Equal(0, code);
        var means = reports[0].Rows.Zip(reports[1].Rows, (a, b) =>
            (IReadOnlyList<double>)[.. a.FineTuned!.LogProbabilities.Zip(b.FineTuned!.LogProbabilities, (x, y) => (x + y) / 2)]).ToList();
        var expected = DecisionOffsets.Fit(["yes", "no", "maybe"], means, [.. reports[0].Rows.Select(r => r.Truth)], DecisionObjective.Likelihood, 0).Values;
        Assert.All(AdapterCard.Load(_folder.File("adapter")).Answer.DecisionOffsets!.Zip(expected), v => Assert.Equal(v.Second, v.First, 1e-9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CommandErrors.Mistake, "--objective", "prior")]
    public async Task FitDecisions_ReportWithoutAdapter_PrintsTheTableAlone(int expected, params string[] more)
    {
        await File.WriteAllTextAsync(_folder.File("report.json"), ReportWriter.ToJson(SampleReport.Create()));

        var code = await FitDecisionsCommand.Create().Parse(["--report", _folder.File("report.json"), "--folds", "4", .. more]).InvokeAsync();

        Assert.Equal(expected, code);
    }

    [Theory]
    [InlineData("macroF1", DecisionObjective.MacroF1)]
    [InlineData("macro-f1", DecisionObjective.MacroF1)]
    [InlineData("Prior", DecisionObjective.Prior)]
    [InlineData("f1", null)]
    [InlineData("1", null)]
    [InlineData("macro-f1,both", null)]
    [InlineData("accuracy,prior", null)]
    [InlineData("", null)]
    public void Objective_Name_IsFoundOrRefused(string name, DecisionObjective? expected)
    {
        var errors = new List<string>();

        Assert.Equal(expected, FitDecisionsCommand.Objective(name, errors.Add));
        Assert.Equal(expected is null ? 1 : 0, errors.Count);
    }

    private Task<int> RunAsync(params string[] more) => RunModelAsync(["-a", _folder.File("adapter"), .. more]);

    private Task<int> RunModelAsync(params string[] more) => FitDecisionsCommand.Create().Parse(
        ["-m", _folder.File("base"), "-d", _folder.File("rows.jsonl"), "--device", "cpu", "--dtype", "float32", .. more]).InvokeAsync();

    private async Task<IReadOnlyList<QaRow>> WriteFilesAsync(string tokenizer)
    {
        string[] labels = ["yes", "yes", "no", "yes", "maybe", "no"];
        await File.WriteAllTextAsync(_folder.File("rows.jsonl"), string.Join('\n', Enumerable.Range(0, 30).Select(i =>
            $$"""{"id": "{{i}}", "question": "Is {{i * 37 % 101}} odd or large?", "contexts": ["{{new string('x', 1 + (i * 7 % 5))}} {{i}}"], "long_answer": "a", "final_decision": "{{labels[i % 6]}}"}""")));
        await File.WriteAllTextAsync(_folder.File("split.json"), $$"""{"train": [0, 1], "validation": [{{string.Join(", ", Enumerable.Range(2, 28))}}]}""");
        using var model = MistralForCausalLM.Create(TinyModels.Config(vocabulary: 32000), CPU, ScalarType.Float32);
        model.InitializeWeights(2);
        using (no_grad())
        {
            // With weights of 0.02 all rows score alike.
            foreach (var weight in model.Weights.Values.Where(w => w.dim() == 2))
            {
                weight.mul_(12);
            }
        }

        ModelExporter.Save(model, _folder.File("base"), ScalarType.Float32, tokenizer);
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 3 }, 4);
        using (no_grad())
        {
            using var generator = new TorchSharp.torch.Generator(7, CPU);
            foreach (var weight in adapter.Weights.Values)
            {
                // With 0.4 rows score alike up to rounding, which differs between one prompt and a batch.
                weight.normal_(0, 0.1, generator);
            }
        }

        PeftAdapter.Save(adapter, _folder.File("adapter"), "tiny");
        new AdapterCard { BaseModel = "tiny", Answer = new AnswerFormat { SystemPrompt = "Decide.", DecisionOffsets = [0, 50, 0] } }.Save(_folder.File("adapter"));
        return [.. (await QaFile.LoadAsync(_folder.File("rows.jsonl"))).Skip(2)];
    }
}
