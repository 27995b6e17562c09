using System.Text.Json;
using MedQa.Hub.Testing;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Tests.Training;
using MedQa.Trainer.Training;
using Spectre.Console;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Hub;

/// <summary>The commands with names on the hub in place of paths: HF_ENDPOINT points to a server that behaves like it.</summary>
public sealed class HubCommandTests : IAsyncLifetime, IDisposable
{
    private const string Model = "tiny/mistral";
    private const string Data = "tiny/rows";

    private static readonly string Bundled = Path.Combine(Goldens.Repository, "models", "medqa-mini");

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = [];
    private FakeHub _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await FakeHub.StartAsync();
        Set("HF_ENDPOINT", _hub.Endpoint.AbsoluteUri);
        Set("HF_HUB_CACHE", _folder.File("cache"));
        Set("HF_TOKEN", FakeHub.Token);
        WriteModel(_folder.File("source"));
        _hub.AddModel(Model).AddFolder(_folder.File("source")).IsGated = true;
        _hub.AddDataset(Data).Add("rows.jsonl", Rows());
    }

    public Task DisposeAsync() => _hub.DisposeAsync().AsTask();

    public void Dispose()
    {
        foreach (var (name, value) in _environment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Ask_ModelByName_AnswersAsTheSameFolderDoes()
    {
        string[] question = ["Is the fever high?", "--passage", "The fever is high.", "--device", "cpu", "--max-tokens", "4"];

        var (code, named, errors) = await RunAsync(AskCommand.Create(), [.. question, "--model", Model]);
        var (_, local, _) = await RunAsync(AskCommand.Create(), [.. question, "--model", _folder.File("source")]);

        Assert.True(code == 0, errors);
        Assert.Equal(local, named);
        Assert.StartsWith("Decision: ", named, StringComparison.Ordinal);
        Assert.Contains($"{Model}: ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeHub.Token, named + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_ModelAndDataByName_ReportsWhichTheyWere()
    {
        var (code, printed, errors) = await RunAsync(
            EvaluateCommand.Create(), ["--model", Model, "--data", Data, "--split", "all", "--limit", "3", "--no-generate", "--device", "cpu", "--out", _folder.File("report")]);

        Assert.True(code == 0, errors);
        Assert.Contains(Model, printed, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("report/report.json")));
        Assert.Equal(Model, report.RootElement.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal($"{Data}@{new string('c', 40)}:rows.jsonl", report.RootElement.GetProperty("data").GetProperty("file").GetString());
    }

    [Fact]
    public async Task DataCheck_DataByName_CountsItsRows()
    {
        var (code, printed, errors) = await RunAsync(DataCheckCommand.Create(), [Data, "--model", Model]);

        Assert.True(code == 0, errors);
        Assert.Contains("rows: 12", printed, StringComparison.Ordinal);
        Assert.Contains("tokens", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ModelAndDataByName_RecordsNamesAndCommits()
    {
        var output = Directory.CreateDirectory(_folder.File("adapter")).FullName;
        var (code, _, errors) = await RunAsync(
            TrainCommand.Create(), ["--model", Model, "--data", Data, "--output", output, "--epochs", "1", "--batch", "2", "--accumulation", "2", "--max-length", "128", "--device", "cpu"]);

        Assert.True(code == 0, errors);
        Assert.Equal(Model, AdapterCard.Load(output).BaseModel);
        using var config = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(output, "adapter_config.json")));
        Assert.Equal(Model, config.RootElement.GetProperty("base_model_name_or_path").GetString());
        var options = await File.ReadAllTextAsync(Path.Combine(output, "training-options.json"));
        Assert.Contains($"\"{Model}@{new string('c', 40)}\"", options, StringComparison.Ordinal);
        Assert.Contains($"\"{Data}@{new string('c', 40)}:rows.jsonl\"", options, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, options, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories),
            f => Assert.DoesNotContain(FakeHub.Token, File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_ModelByName_IsMerged()
    {
        var (code, _, errors) = await RunAsync(
            TrainCommand.Create(), ["--model", Model, "--data", Data, "--output", Directory.CreateDirectory(_folder.File("adapter")).FullName, "--epochs", "1", "--max-length", "128", "--device", "cpu"]);
        Assert.True(code == 0, errors);

        (code, _, errors) = await RunAsync(ExportCommand.Create(), ["--merged", "--model", Model, "--adapter", _folder.File("adapter"), "--out", _folder.File("merged")]);

        Assert.True(code == 0, errors);
        using var merged = Checkpoint.Open(_folder.File("merged"), CPU, ScalarType.Float32);
        Assert.Contains(Model, await File.ReadAllTextAsync(_folder.File("merged/README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_NameThatIsNotThere_IsOneLineWithoutTheToken()
    {
        var (code, _, errors) = await RunAsync(AskCommand.Create(), ["question", "--model", "none/such"]);

        Assert.Equal(CommandErrors.Mistake, code);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.StartsWith("none/such", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeHub.Token, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Rooted_NamesAndPaths_LeavesNamesAlone()
    {
        File.WriteAllText(_folder.File("rows.jsonl"), "");
        var options = new TrainingOptions { Model = Model, Data = "rows.jsonl", Output = "out" }.Rooted(_folder.Path);

        Assert.Equal((Model, _folder.File("rows.jsonl"), _folder.File("out")), (options.Model, options.Data, options.Output));
    }

    private static void WriteModel(string folder)
    {
        using var model = MistralForCausalLM.Create(TinyModels.Config(vocabulary: 8192), CPU, ScalarType.Float32);
        model.InitializeWeights(1);
        ModelExporter.Save(model, folder, ScalarType.BFloat16, Bundled, maxShardBytes: 200_000);
    }

    private static byte[] Rows() => System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 12).Select(i => JsonSerializer.Serialize(new
    {
        id = $"r{i}",
        question = "Is it so?",
        contexts = new[] { $"It is so in row {i}." },
        long_answer = "It is so.",
        final_decision = "yes",
    }))));

    private static async Task<(int Code, string Output, string Errors)> RunAsync(System.CommandLine.Command command, string[] arguments)
    {
        var (output, errors, console) = (Console.Out, Console.Error, AnsiConsole.Console);
        using var writtenOutput = new StringWriter();
        using var writtenErrors = new StringWriter();
        try
        {
            Console.SetOut(writtenOutput);
            Console.SetError(writtenErrors);
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writtenOutput) });
            return (await command.Parse(arguments).InvokeAsync(), writtenOutput.ToString(), writtenErrors.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
            AnsiConsole.Console = console;
        }
    }

    private void Set(string name, string value)
    {
        _environment[name] = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
    }
}
