using MedQa.Model.Training;

namespace MedQa.Model.Tests.Training;

public class PackedBatchTests
{
    private static readonly PackedBatch Good = new([1, 2, 3, 4, 5], [3, 2], [0, 1, 3], [2, 3, 5]);

    [Fact]
    public void Validate_PartsThatFit_Passes() => Good.Validate(6);

    [Fact]
    public void Validate_PartsThatDoNotFit_SaysWhich()
    {
        Assert.Contains("sum to 6, the number of ids is 5", Message(Good with { Lengths = [3, 3] }), StringComparison.Ordinal);
        Assert.Contains("every sequence has a token", Message(Good with { Lengths = [5, 0] }), StringComparison.Ordinal);
        Assert.Contains("positions lie between 0 and 4", Message(Good with { Positions = [0, 1, 5] }), StringComparison.Ordinal);
        Assert.Contains("3 positions have 2 targets", Message(Good with { Targets = [2, 3] }), StringComparison.Ordinal);
        Assert.Contains("at least one token counts", Message(Good with { Positions = [], Targets = [] }), StringComparison.Ordinal);
        Assert.Contains("3 targets have 2 weights", Message(Good with { Weights = [1, 1] }), StringComparison.Ordinal);
        Assert.Contains("weights are 0 or more", Message(Good with { Weights = [1, -1, 1] }), StringComparison.Ordinal);
        Assert.Contains("weights are 0 or more", Message(Good with { Weights = [1, float.NaN, 1] }), StringComparison.Ordinal);
        Assert.Contains("not all 0", Message(Good with { Weights = [0, 0, 0] }), StringComparison.Ordinal);
        Assert.Contains("between 0 and 5", Message(Good with { Ids = [1, 2, 3, 4, 6] }), StringComparison.Ordinal);
        Assert.Contains("between 0 and 5", Message(Good with { Targets = [2, 3, -1] }), StringComparison.Ordinal);
    }

    [Fact]
    public void TargetWeight_WithAndWithoutWeights_IsTheirSum()
    {
        Assert.Equal(3, Good.TargetWeight);
        Assert.Equal(7.5, (Good with { Weights = [1, 0, 6.5f] }).TargetWeight);
    }

    private static string Message(PackedBatch batch) => Assert.Throws<ArgumentException>(() => batch.Validate(6)).Message;
}
