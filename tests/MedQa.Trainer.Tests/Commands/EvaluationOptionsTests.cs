using System.CommandLine;
using MedQa.Model.Answers;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Tests.Commands;

public class EvaluationOptionsTests
{
    private static readonly AnswerFormat _adjusted = new() { DecisionOffsets = [0, 1, 2] };

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, false, "--methods", "all")]
    [InlineData(2, false, "--leading", "scored")]
    [InlineData(2, true, "--leading", "adjusted")]
    [InlineData(2, true, "--methods", "scored,adjusted")]
    [InlineData(1, false, "--shots", "0", "--question-only")]
    public void Settings_Offsets_HoldForSeveralAdaptersOnlyWhereNamed(int adapters, bool expected, params string[] arguments)
    {
        var options = new EvaluationOptions();
        var command = new Command("evaluate");
        options.AddTo(command);

        var settings = options.Settings(command.Parse(arguments), _adjusted, onGpu: false, [], [.. Enumerable.Repeat(new AnswerFormat(), adapters - 1)]);

        Assert.Equal(expected, settings.Format.DecisionOffsets is not null);
        Assert.Equal(expected, settings.Methods.Contains(DecisionMethod.Adjusted));
        Assert.Equal(expected ? DecisionMethod.Adjusted : DecisionMethod.Scored, settings.Leading);
    }

    [Theory]
    [InlineData("--methods", "3", "3")]
    [InlineData("--methods", "scored,3", "3")]
    [InlineData("--leading", "scored,normalised", "scored,normalised")]
    [InlineData("--leading", "", "")]
    public void Settings_NameThatIsNoMethod_IsRefused(string option, string value, string named)
    {
        var options = new EvaluationOptions();
        var command = new Command("evaluate");
        options.AddTo(command);

        var error = Assert.Throws<ArgumentException>(() => options.Settings(command.Parse([option, value]), _adjusted, onGpu: false, []));

        Assert.StartsWith($"methods: '{named}' is none; they are scored, ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DecisionPlacement.Last, true)]
    [InlineData(DecisionPlacement.First, false)]
    public void Settings_AllMethods_ScoreAfterTheAnswerWhereEveryDecisionStandsLast(DecisionPlacement placement, bool expected)
    {
        var options = new EvaluationOptions();
        var command = new Command("evaluate");
        options.AddTo(command);

        var settings = options.Settings(command.Parse(["--methods", "all"]), new AnswerFormat(), onGpu: false, [], [new AnswerFormat { Placement = placement }]);

        Assert.Equal(expected, settings.Methods.Contains(DecisionMethod.AfterAnswer));
    }
}
