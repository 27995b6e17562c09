using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Trainer.Decisions;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Reports;

namespace MedQa.Trainer.Tests.Decisions;

public class ReportedScoresTests
{
    private static readonly EvaluationReport _report = SampleReport.Create();
    private static readonly AdapterCard _card = new() { BaseHash = _report.Model.Sha256 };

    [Fact]
    public void Of_Report_TakesTheFineTunedScores()
    {
        var scores = ReportedScores.Of([("report.json", _report)], _card, allowsTest: false);

        Assert.Equal(_report.Rows.Select(r => r.Truth), scores.Truths);
        Assert.Equal(_report.Rows.Select(r => r.FineTuned!.LogProbabilities), scores.Scores);
    }

    [Fact]
    public void Estimate_EachObjective_ComesAfterTheScoresAsTheyAre()
    {
        var estimates = ReportedScores.Of([("report.json", _report)], _card, allowsTest: false).Estimate(0, 4, default);

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
        var error = Assert.Throws<ArgumentException>(() => ReportedScores.Of([("report.json", report)], _card, allowsTest: false));

        Assert.StartsWith($"report.json {why}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoCrossValidationButAllowed_IsTaken() =>
        Assert.Equal(40, ReportedScores.Of([("report.json", _report with { Folds = [] })], _card, allowsTest: true).Truths.Count);

    // The mean of the logarithms: of -1 and -3 it is -2, whatever the order of the reports.
    [Fact]
    public void Of_SeveralReports_AveragesEachRowsScores()
    {
        var reports = new[] { Scored(-1), Scored(-3), Scored(-8) };

        var scores = ReportedScores.Of([.. reports.Select((r, i) => ($"{i}", r))], _card, allowsTest: false);

        Assert.Equal(_report.Rows.Select(r => r.Truth), scores.Truths);
        Assert.Equal(40, scores.Scores.Count);
        Assert.All(scores.Scores.Index(), row => Assert.All(row.Item.Zip([-4d, -4 - row.Index, -4 - (2 * row.Index)]), v => Assert.Equal(v.Second, v.First, 1e-12)));

        static EvaluationReport Scored(double first)
        {
            var report = SampleReport.Create(change: (row, i) =>
                row with { FineTuned = row.FineTuned! with { LogProbabilities = [first, first - i, first - (2 * i)] } });
            return report with { Adapter = new("walks", $"{first}") };
        }
    }

    [Fact]
    public void Of_ReportsOfOtherPlacements_TakesTheFirstsFormat()
    {
        var other = _report with { Adapter = new("runs", "f0"), Settings = _report.Settings with { Format = new AnswerFormat { Placement = DecisionPlacement.First, SystemPrompt = "Decide." } } };

        Assert.Equal(DecisionPlacement.Last, ReportedScores.Of([("a", _report), ("b", other)], _card, allowsTest: false).Format.Placement);
        Assert.Equal("Decide.", ReportedScores.Of([("b", other), ("a", _report)], card: null, allowsTest: false).Format.SystemPrompt);
    }

    public static TheoryData<EvaluationReport, string> Apart => new()
    {
        { _report with { Model = new("other", "ff") }, "is of the base other (ff), but a of medqa-mini" },
        { _report with { Data = _report.Data with { Sha256 = "ee" } }, "is of the data made-up.jsonl (ee), but a of made-up.jsonl" },
        { _report with { Settings = _report.Settings with { Format = new AnswerFormat { Labels = ["yes", "maybe", "no"] } } }, "decides between yes, maybe, no, but a between yes, no, maybe" },
        { SampleReport.Create(39), "has other rows than a: 0 of its 39 are not among the 40 there" },
        { SampleReport.Create(change: (row, i) => i == 3 ? row with { Truth = row.Truth == "no" ? "yes" : "no" } : row), "has other true labels than a at 1 rows" },
        { _report with { Folds = [] }, "is no cross-validation" },
        { _report, $"is of the adapter walks ({new string('b', 64)}), as is a; its scores would count more" },
        { _report with { Adapter = new("runs", "f0"), FurtherAdapters = [_report.Adapter!] }, $"is of the adapter walks ({new string('b', 64)}), as is a;" },
    };

    [Theory]
    [MemberData(nameof(Apart), DisableDiscoveryEnumeration = true)]
    public void Of_ReportsThatDoNotFitTogether_NamesTheReportAndTheDifference(EvaluationReport other, string why)
    {
        var error = Assert.Throws<ArgumentException>(() => ReportedScores.Of([("a", _report), ("b", other)], _card, allowsTest: false));

        Assert.StartsWith($"b {why}", error.Message, StringComparison.Ordinal);
    }
}
