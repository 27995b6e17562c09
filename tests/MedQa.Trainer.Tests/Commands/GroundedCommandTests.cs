using MedQa.Library.Grounding;
using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Grounded;
using MedQa.Trainer.Tests.Grounded;

namespace MedQa.Trainer.Tests.Commands;

public sealed class GroundedCommandTests : IDisposable
{
    private static readonly string _fit = Path.Combine(QuestionFiles.Folder, "fit.json");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FitGrounding_StarterLibrary_WritesWeightsTablesAndCurve()
    {
        var code = await FitGroundingCommand.Create().Parse(
            ["--library", QuestionFiles.Pages, "--questions", _fit, "--questions", Path.Combine(QuestionFiles.Folder, "choose.json"), "--folds", "4", "--decline", "0.8", "--out", _folder.File("relevance.json"), "--table", _folder.File("table.md"), "--curve", _folder.File("curve.svg")]).InvokeAsync();

        Assert.Equal(0, code);
        await using var stream = File.OpenRead(_folder.File("relevance.json"));
        var model = RelevanceModel.Read(stream, "relevance.json");
        Assert.Equal((RelevanceModel.Default.Version + 1, null), (model.Version, model.Meaning));
        var named = RelevanceModel.Default.FittedOn.Split(" on the library ");
        Assert.StartsWith($"{named[0]} on the library ", model.FittedOn, StringComparison.Ordinal);
        Assert.Matches("^fit.json [0-9a-f]{12}, choose.json [0-9a-f]{12}$", named[0]);
        Assert.InRange(model.Words.Threshold, 0.05, 0.95);
        Assert.Contains("| 0.50 |", await File.ReadAllTextAsync(_folder.File("table.md")), StringComparison.Ordinal);
        Assert.StartsWith("<svg ", await File.ReadAllTextAsync(_folder.File("curve.svg")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task EvaluateGrounded_BundledModel_WritesReportAnswersAndNoJournal()
    {
        var questions = _folder.Write("questions.json", """
            {"answerable": [{"id": "a", "question": "How long does an attack of gout last?", "file": "gout.md", "answer": ["An attack of gout usually lasts one to two weeks if it is not treated."]}],
             "unanswerable": [{"id": "u", "question": "zxcv asdf"}]}
            """u8.ToArray());
        var model = Path.Combine(Goldens.Repository, "models", "medqa-mini");
        Skip.IfNot(Directory.Exists(model), $"Not found: {model}.");

        var code = await EvaluateCommand.Create().Parse(
            ["--grounded", "--library", QuestionFiles.Pages, "--questions", questions, "--model", model, "--device", "cpu", "--context-words", "60", "--max-tokens", "24", "--resamples", "20", "--out", _folder.File("out")]).InvokeAsync();

        Assert.Equal(0, code);
        var answers = await GroundedReportWriter.ReadAsync(_folder.File("out/answers.jsonl"), default);
        Assert.Equal(["a", "u"], answers.Select(a => a.Id));
        Assert.Contains("gout.md", answers[0].Passages.Select(p => p.File));
        Assert.True(answers[0].Passages.Sum(p => p.Text.Split(' ').Length) <= 60);
        Assert.InRange(answers[0].Tokens, 1, 24);
        Assert.Equal(GroundedOutcome.DeclinedByRelevance, answers[1].Outcome);
        var report = await File.ReadAllTextAsync(_folder.File("out/grounded.md"));
        Assert.Contains("| answerable, answerable | 1 |", report, StringComparison.Ordinal);
        Assert.Contains("at most 60 words of 5 passages, best sentence favoured by 10 |", report, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("out/progress.jsonl")));
    }

    [Theory]
    [InlineData("--grounded", "--data", "x.json")]
    [InlineData("--grounded", "--server", "http://localhost:1")]
    [InlineData("--grounded")]
    [InlineData("--grounded", "--library", "no-such-folder", "--questions", "no-such-file")]
    [InlineData("--library", "x", "--data", "y.json")]
    [InlineData("--grounding", "auto", "--data", "y.json")]
    [InlineData()]
    public async Task Evaluate_OptionsThatDoNotGoTogether_AreAMistake(params string[] arguments) =>
        Assert.Equal(CommandErrors.Mistake, await EvaluateCommand.Create().Parse(arguments).InvokeAsync());

    [Theory]
    [InlineData("auto,required")]
    [InlineData("auto, auto")]
    [InlineData("0")]
    [InlineData("off")]
    public void Mode_ListOrNumber_IsNone(string name)
    {
        var errors = new List<string>();

        Assert.Null(GroundedOptions.Mode(name, errors.Add));
        Assert.Equal([$"'{name}' is no mode of grounding; they are required and auto."], errors);
        Assert.Equal(GroundingMode.Auto, GroundedOptions.Mode("Auto", errors.Add));
        Assert.NotEmpty(EvaluateCommand.Create().Parse(["--grounded", "--grounding", name]).Errors);
    }

    [Fact]
    public async Task Read_AnswersToOtherQuestions_AreRefused()
    {
        var questions = await QuestionSet.LoadAsync(_fit);
        var answers = questions.Select(q => Answer(q, GroundedOutcome.Answered)).ToList();

        Assert.Equal(questions.Count, FitGroundingCommand.Read("f", answers, questions).Count);
        Assert.Contains(questions[3].Id, Message([.. answers.Where(a => a.Id != questions[3].Id)]), StringComparison.Ordinal);
        Assert.Contains("was another one then", Message([.. answers.Select(a => a with { Question = "Other?" })]), StringComparison.Ordinal);
        Assert.Contains("--relevance-threshold 0", Message([Answer(questions[0], GroundedOutcome.DeclinedByRelevance), .. answers.Skip(1)]), StringComparison.Ordinal);
        Assert.DoesNotContain(questions[0].Id, FitGroundingCommand.Read("f", [Answer(questions[0], GroundedOutcome.DeclinedByReader), .. answers.Skip(1)], questions));

        string Message(List<GroundedPrediction> given) => Assert.Throws<InvalidDataException>(() => FitGroundingCommand.Read("f", given, questions)).Message;
    }

    private static GroundedPrediction Answer(GroundedQuestion question, GroundedOutcome outcome) => new()
    {
        Id = question.Id,
        Question = question.Question,
        Answerable = question.Answerable,
        Outcome = outcome,
        Relevance = 1,
        Features = new(),
        Found = ["a.md"],
        Passages = [],
        Times = new(1, null, null),
    };
}
