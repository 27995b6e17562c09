using MedQa.Trainer.Decisions;
using static MedQa.Trainer.Tests.Metrics.StatisticsGolden;

namespace MedQa.Trainer.Tests.Decisions;

public class LikelihoodFitGoldenTests
{
    private sealed record Case(int[] Truth, double[][] Scores, double[] Offsets, double Loss);

    // BFGS stops at a gradient of 1e-6; the curvature is some tenths a row.
    [SkippableFact]
    public void Fit_EveryCase_EqualsScipysMinimum()
    {
        foreach (var golden in Load<Case[]>("likelihood"))
        {
            string[] labels = [.. golden.Offsets.Select((_, i) => $"label{i}")];

            var fitted = DecisionOffsets.Fit(labels, golden.Scores, [.. golden.Truth.Select(t => labels[t])], DecisionObjective.Likelihood, 0);

            Assert.All(golden.Offsets.Zip(fitted.Values), o => Assert.Equal(o.First, o.Second, 1e-5));
        }
    }
}
