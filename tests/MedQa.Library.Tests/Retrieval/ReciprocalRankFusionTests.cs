using MedQa.Library.Retrieval;

namespace MedQa.Library.Tests.Retrieval;

public sealed class ReciprocalRankFusionTests
{
    /// <summary>By hand: 7 has 1/62 + 1/61, 5 has 1/61 + 1/63, 9 has 1/63, 3 has 1/62.</summary>
    [Fact]
    public void Merge_TwoRankings_AddsReciprocalRanks()
    {
        var merged = ReciprocalRankFusion.Merge([[5, 7, 9], [7, 3, 5]]);
        Assert.Equal([7, 5, 3, 9], merged.Select(m => m.Id));
        double[] expected = [0.0325224749, 0.0322664585, 0.0161290323, 0.0158730159];
        Assert.All(expected.Zip(merged), pair => Assert.Equal(pair.First, pair.Second.Score, 1e-9));
    }

    [Fact]
    public void Merge_EqualScores_TakeTheLowerIdFirst() => Assert.Equal([2, 4], ReciprocalRankFusion.Merge([[4], [2]]).Select(m => m.Id));

    [Fact]
    public void Merge_SmallK_LetsTheFirstRankStandOut() => Assert.Equal([1, 3, 2], ReciprocalRankFusion.Merge([[1, 4, 2], [3, 5, 2]], k: 0).Take(3).Select(m => m.Id));

    [Fact]
    public void Merge_Nothing_IsNothing() => Assert.Empty(ReciprocalRankFusion.Merge([[], []]));
}
