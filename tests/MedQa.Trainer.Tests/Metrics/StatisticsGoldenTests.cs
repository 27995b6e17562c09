using MedQa.Trainer.Metrics;
using static MedQa.Trainer.Tests.Metrics.StatisticsGolden;

namespace MedQa.Trainer.Tests.Metrics;

public class StatisticsGoldenTests
{
    private static readonly string[] _labels = ["yes", "no", "maybe"];

    private sealed record Point(double X, double Value);

    private sealed record Decisions(string[] Truth, string?[] Guess, string?[] Other, double Accuracy, double MacroF1, double WeightedF1, double Share, double Kappa);

    private sealed record Bin(int Count, double? MeanConfidence, double? Accuracy);

    private sealed record Calibrated(string[] Truth, double[][] Probabilities, Bin[] Bins, double Ece, double Brier);

    [SkippableFact]
    public void Complement_EveryPoint_EqualsScipy() =>
        Assert.All(Load<Point[]>("erfc"), p => AssertClose(p.Value, ErrorFunction.Complement(p.X), $"erfc({p.X})", 1e-13));

    [SkippableFact]
    public void McNemar_EveryCase_EqualsStatsmodels()
    {
        foreach (var expected in Load<McNemarTest[]>("mcnemar"))
        {
            var what = $"b {expected.OnlyBaseline}, c {expected.OnlyFineTuned}";
            var actual = McNemarTest.Of(expected.OnlyBaseline, expected.OnlyFineTuned);
            AssertClose(expected.ExactP, actual.ExactP, $"{what}, exact", 1e-10);
            AssertClose(expected.ChiSquare, actual.ChiSquare, $"{what}, chi-square");
            AssertClose(expected.ChiSquareP, actual.ChiSquareP, $"{what}, its p", 1e-11);
        }
    }

    [SkippableFact]
    public void Decisions_WithUnparseable_EqualScikitLearn()
    {
        var golden = Load<Decisions>("decisions");

        var scores = DecisionScores.Of(_labels, golden.Truth, golden.Guess);
        var agreement = Agreement.Of(golden.Guess, golden.Other);

        AssertClose(golden.Accuracy, scores.Accuracy, "accuracy");
        AssertClose(golden.MacroF1, scores.MacroF1, "macro-F1");
        AssertClose(golden.WeightedF1, scores.WeightedF1, "weighted F1");
        AssertClose(golden.Share, agreement.Share, "share");
        AssertClose(golden.Kappa, agreement.Kappa!.Value, "kappa");
        Assert.Equal(golden.Guess.Zip(golden.Other).Count(p => p.First is null || p.Second is null), agreement.Undecided);
    }

    [SkippableFact]
    public void Calibration_TenAndFifteenBins_EqualsNumpy()
    {
        foreach (var golden in Load<Calibrated[]>("calibration"))
        {
            var actual = Calibration.Of(_labels, golden.Truth, golden.Probabilities, golden.Bins.Length);

            AssertClose(golden.Ece, actual.ExpectedCalibrationError, "calibration error");
            AssertClose(golden.Brier, actual.BrierScore, "Brier score");
            Assert.Equal(golden.Bins.Select(b => b.Count), actual.Bins.Select(b => b.Count));
            foreach (var (expected, bin) in golden.Bins.Zip(actual.Bins))
            {
                Assert.Equal(expected.MeanConfidence is null, bin.MeanConfidence is null);
                AssertClose(expected.MeanConfidence ?? 0, bin.MeanConfidence ?? 0, "confidence");
                AssertClose(expected.Accuracy ?? 0, bin.Accuracy ?? 0, "accuracy");
            }
        }
    }
}
