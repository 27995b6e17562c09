using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Commands;

/// <summary>Two adapters of other layouts, from each one's own report to the decisions of both.</summary>
public sealed class EnsembleCommandTests : IDisposable
{
    private static readonly string[] _labels = ["yes", "no", "maybe"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_OffsetsFittedOnEachAdaptersReport_DecidesAsOftenAsIsRight()
    {
        await WriteFilesAsync();
        await EvaluateAsync("last", "a");
        await EvaluateAsync("first", "b");
        Assert.Equal(0, await FitDecisionsCommand.Create().Parse(
            ["-a", _folder.File("last"), "--report", _folder.File("a/report.json"), "--report", _folder.File("b/report.json"), "--allow-test", "--objective", "prior", "--folds", "2"]).InvokeAsync());

        var plain = await EvaluateAsync("last", "plain", "--ensemble", _folder.File("first"));
        var adjusted = await EvaluateAsync("last", "adjusted", "--ensemble", _folder.File("first"), "--leading", "adjusted");

        Assert.DoesNotContain(DecisionMethod.Adjusted, plain.Settings.Methods);
        Assert.Equal(DecisionPlacement.First, Assert.Single(adjusted.FurtherFormats!).Placement);
        Assert.Equal(Scores(plain), Scores(adjusted));
        Assert.All(
            Scores(ReportReader.Read(_folder.File("a/report.json"))).Zip(Scores(ReportReader.Read(_folder.File("b/report.json"))), (a, b) => (a + b) / 2).Zip(Scores(adjusted)),
            s => Assert.Equal(s.First, s.Second, 1e-4));
        Assert.All(_labels, label => Assert.Equal(
            adjusted.Rows.Count(r => r.Truth == label), adjusted.Rows.Count(r => r.FineTuned!.Decisions[DecisionMethod.Adjusted] == label)));
        Assert.NotEqual(
            plain.Rows.Select(r => r.FineTuned!.Decisions[DecisionMethod.Scored]), adjusted.Rows.Select(r => r.FineTuned!.Decisions[DecisionMethod.Adjusted]));
    }

    private static IEnumerable<double> Scores(EvaluationReport report) => report.Rows.SelectMany(r => r.FineTuned!.LogProbabilities);

    private async Task<EvaluationReport> EvaluateAsync(string adapter, string output, params string[] more)
    {
        var code = await EvaluateCommand.Create().Parse(
            ["-m", _folder.File("base"), "-a", _folder.File(adapter), "-d", _folder.File("rows.jsonl"), "--split", "all", "--no-generate", "--device", "cpu", "-o", _folder.File(output), .. more]).InvokeAsync();
        Assert.Equal(0, code);
        return ReportReader.Read(_folder.File($"{output}/report.json"));
    }

    private async Task WriteFilesAsync()
    {
        await File.WriteAllTextAsync(_folder.File("rows.jsonl"), string.Join('\n', Enumerable.Range(0, 24).Select(i =>
            $$"""{"id": "{{i}}", "question": "Is {{i * 37 % 101}} odd or large?", "contexts": ["{{new string('x', 1 + (i * 7 % 5))}} {{i}}"], "long_answer": "a", "final_decision": "{{_labels[i % 4 % 3]}}"}""")));
        using var model = MistralForCausalLM.Create(TinyModels.Config(vocabulary: 8192), CPU, ScalarType.Float32);
        model.InitializeWeights(2);
        using var none = no_grad();

        // With weights of 0.02 all rows score alike.
        foreach (var weight in model.Weights.Values.Where(w => w.dim() == 2))
        {
            weight.mul_(12);
        }

        ModelExporter.Save(model, _folder.File("base"), ScalarType.Float32, Path.Combine(Goldens.Repository, "models", "medqa-mini"));
        SaveAdapter(model, "last", 7, new AnswerFormat { SystemPrompt = "Answer." });
        SaveAdapter(model, "first", 8, new AnswerFormat { SystemPrompt = "Decide.", Placement = DecisionPlacement.First });
    }

    private void SaveAdapter(MistralForCausalLM model, string name, int seed, AnswerFormat format)
    {
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 3 }, seed);
        using var generator = new Generator((ulong)seed, CPU);
        foreach (var weight in adapter.Weights.Values)
        {
            weight.normal_(0, 0.4, generator);
        }

        PeftAdapter.Save(adapter, _folder.File(name), "base");
        new AdapterCard { BaseModel = "base", Answer = format }.Save(_folder.File(name));
    }
}
