using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Trainer.Decisions;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Reports;

namespace MedQa.Trainer.Tests.Decisions;

public class HeldOutScoresTests
{
    private static readonly EvaluationReport _report = SampleReport.Create();
    private static readonly AdapterCard _card = new() { BaseHash = _report.Model.Sha256 };

    [Fact]
    public void Of_Report_TakesTheFineTunedScores()
    {
        var scores = HeldOutScores.Of(_report, _card, allowsTest: false);

        Assert.Equal(_report.Rows.Select(r => r.Truth), scores.Truths);
        Assert.Equal(_report.Rows.Select(r => r.FineTuned!.LogProbabilities), scores.Scores);
    }

    [Fact]
    public void Estimate_EachObjective_ComesAfterTheScoresAsTheyAre()
    {
        var estimates = HeldOutScores.Of(_report, _card, allowsTest: false).Estimate(0, 4, default);

        Assert.Equal([null, .. Enum.GetValues<DecisionObjective>().Select(o => (DecisionObjective?)o)], estimates.Select(e => e.Objective));
        Assert.Equal(_report.FineTuned!.By(DecisionMethod.Scored).Result.Accuracy.Value, estimates[0].Scores.Accuracy, 1e-12);
    }

    public static TheoryData<EvaluationReport, string> Unfit => new()
    {
        { SampleReport.Create(tuned: false), "holds no fine-tuned scores" },
        { _report with { Model = new("other", "ff") }, "is of another base, other" },
        { _report with { Settings = _report.Settings with { Format = new AnswerFormat { Placement = DecisionPlacement.First } } }, "puts its questions" },
        { _report with { Settings = _report.Settings with { WithContext = false } }, "shows examples or leaves the contexts out" },
        { _report with { Settings = _report.Settings with { Shots = ["1"] } }, "shows examples or leaves the contexts out" },
        { _report with { Folds = [] }, "is no cross-validation" },
    };

    [Theory]
    [MemberData(nameof(Unfit), DisableDiscoveryEnumeration = true)]
    public void Of_ReportThatDoesNotFit_SaysWhy(EvaluationReport report, string why)
    {
        var error = Assert.Throws<ArgumentException>(() => HeldOutScores.Of(report, _card, allowsTest: false));

        Assert.StartsWith($"The report {why}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoCrossValidationButAllowed_IsTaken() =>
        Assert.Equal(40, HeldOutScores.Of(_report with { Folds = [] }, _card, allowsTest: true).Truths.Count);
}
