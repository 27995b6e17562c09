using MedQa.Library.Retrieval;

namespace MedQa.Library.Tests.Retrieval;

public sealed class ReciprocalRankFusionTests
{
    /// <summary>By hand: 7 has 1/62 + 1/61, 5 has 1/61 + 1/63, 9 has 1/63, 3 has 1/62.</summary>
    [Fact]
    public void Merge_TwoRankings_AddsReciprocalRanks()
    {
        var merged = ReciprocalRankFusion.Merge([(1, [5, 7, 9]), (1, [7, 3, 5])]);
        Assert.Equal([7, 5, 3, 9], merged.Select(m => m.Id));
        double[] expected = [0.0325224749, 0.0322664585, 0.0161290323, 0.0158730159];
        Assert.All(expected.Zip(merged), pair => Assert.Equal(pair.First, pair.Second.Score, 1e-9));
    }

    /// <summary>By hand: 7 has 1/62 + 3/61, 5 has 1/61 + 3/63, 3 has 3/62, 9 has 1/63.</summary>
    [Fact]
    public void Merge_Weights_CountEachRankingsRanks()
    {
        var merged = ReciprocalRankFusion.Merge([(1, [5, 7, 9]), (3, [7, 3, 5])]);
        Assert.Equal([7, 5, 3, 9], merged.Select(m => m.Id));
        double[] expected = [0.0653093601, 0.0640124902, 0.0483870968, 0.0158730159];
        Assert.All(expected.Zip(merged), pair => Assert.Equal(pair.First, pair.Second.Score, 1e-9));
    }

    [Fact]
    public void Merge_EqualScores_TakeTheLowerIdFirst() => Assert.Equal([2, 4], ReciprocalRankFusion.Merge([(1, [4]), (1, [2])]).Select(m => m.Id));

    [Fact]
    public void Merge_SmallK_LetsTheFirstRankStandOut() => Assert.Equal([1, 3, 2], ReciprocalRankFusion.Merge([(1, [1, 4, 2]), (1, [3, 5, 2])], k: 0).Take(3).Select(m => m.Id));

    [Fact]
    public void Merge_Nothing_IsNothing() => Assert.Empty(ReciprocalRankFusion.Merge([(1, []), (2, [])]));
}
