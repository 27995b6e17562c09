using MedQa.Trainer.Decisions;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Decisions;

public class CrossFittedTests
{
    [Theory]
    [InlineData(DecisionObjective.Accuracy)]
    [InlineData(DecisionObjective.MacroF1)]
    [InlineData(DecisionObjective.Likelihood)]
    public void Estimate_MadeUpRows_IsWhatOthersGive(DecisionObjective objective)
    {
        var (made, others) = (new ScoredCase(800, 5), new ScoredCase(20_000, 9));

        var estimate = CrossFitted.Estimate(ScoredCase.Labels, made.Scores, made.Truths, objective, 0).Scores;

        var offsets = DecisionOffsets.Fit(ScoredCase.Labels, made.Scores, made.Truths, objective, 0);
        var actual = DecisionScores.Of(ScoredCase.Labels, others.Truths, [.. others.Scores.Select(offsets.Decide)]);
        Assert.Equal(actual.Accuracy, estimate.Accuracy, 0.04);
        Assert.Equal(actual.MacroF1, estimate.MacroF1, 0.04);
    }

    // Scores that know nothing: on the rows fitted on, offsets find something; on others they can't.
    [Fact]
    public void Estimate_ScoresOfNoUse_PromisesNothing()
    {
        var random = new Random(3);
        string[] labels = ["yes", "no"];
        string[] truths = [.. Enumerable.Range(0, 200).Select(i => labels[i % 2])];
        IReadOnlyList<double>[] scores = [.. truths.Select(_ => (double[])[random.NextDouble(), random.NextDouble()])];

        var estimate = CrossFitted.Estimate(labels, scores, truths, DecisionObjective.Accuracy, 1).Scores.Accuracy;

        var search = new OffsetSearch(ScoredRows.Of(labels, scores, truths), DecisionObjective.Accuracy);
        var best = new DecisionOffsets(labels, search.Best([.. Enumerable.Repeat(1, 200)], [[0, 0]]));
        var onItsOwnRows = DecisionScores.Of(labels, truths, [.. scores.Select(best.Decide)]).Accuracy;
        Assert.True(onItsOwnRows > 0.53, $"{onItsOwnRows}");
        Assert.True(estimate < 0.52, $"{estimate}");
    }

    [Fact]
    public void Estimate_NoObjective_IsTheScoresAsTheyAre()
    {
        var made = new ScoredCase(100, 5);

        var estimate = CrossFitted.Estimate(ScoredCase.Labels, made.Scores, made.Truths, null, 0);

        Assert.Equal(made.Scores.Select(s => ScoredCase.Labels[s.Index().MaxBy(v => v.Item).Index]), estimate.Decisions);
        Assert.Equal(DecisionScores.Of(ScoredCase.Labels, made.Truths, estimate.Decisions).MacroF1, estimate.Scores.MacroF1);
    }

    [Fact]
    public void Estimate_MoreFoldsThanRows_IsRefused() => Assert.Throws<ArgumentException>(() =>
        CrossFitted.Estimate(["yes", "no"], [[0, 1], [1, 0]], ["yes", "no"], DecisionObjective.Prior, 0, 3));

    [Fact]
    public void Estimate_Cancelled_Ends() => Assert.Throws<OperationCanceledException>(() =>
        CrossFitted.Estimate(["yes", "no"], [[0, 1], [1, 0]], ["yes", "no"], null, 0, 2, new CancellationToken(canceled: true)));
}
