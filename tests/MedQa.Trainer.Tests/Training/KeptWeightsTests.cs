using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Training;

public sealed class KeptWeightsTests
{
    /// <summary>Loss, macro-F1 and accuracy of six evaluations; two have the highest macro-F1, of which the later the lower loss.</summary>
    private static readonly (double Loss, double MacroF1, double Accuracy)[] Evaluations =
        [(2.0, 0.30, 0.50), (1.8, 0.44, 0.60), (1.5, 0.40, 0.55), (1.7, 0.44, 0.58), (1.6, 0.44, 0.60), (1.9, 0.42, 0.61)];

    [Theory]
    [InlineData(KeptWeights.Best, 3, 3)]
    [InlineData(KeptWeights.MacroF1, 5, 1)]
    [InlineData(KeptWeights.Accuracy, 6, 0)]
    [InlineData(KeptWeights.Last, 3, 3)]
    public void IsBest_Evaluations_KeepsTheHighestFigureThenTheLowestLoss(KeptWeights keep, int best, int since)
    {
        var notes = new RunNotes();
        foreach (var (loss, f1, accuracy) in Evaluations)
        {
            notes = notes.WithStep(1).WithEvaluation(new WatchedFigures(loss) { MacroF1 = f1, Accuracy = accuracy });
            notes = notes.IsBest(keep) ? notes.WithBest(loss) : notes;
        }

        Assert.Equal((best, Evaluations[best - 1].Loss), (notes.BestStep, notes.BestLoss));
        Assert.Equal(since, notes.EvaluationsSinceBest(keep));
    }

    [Fact]
    public void IsBetter_AllEqual_IsNot()
    {
        var point = new LossPoint(1, null, 1.5) { MacroF1 = 0.4, Accuracy = 0.5 };

        Assert.All(Enum.GetValues<KeptWeights>(), keep => Assert.False(keep.IsBetter(point with { Step = 2 }, point)));
    }
}
