using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class AgreementTests
{
    [Fact]
    public void Of_MixedDecisions_CountsNoneAsAKindOfItsOwn()
    {
        var agreement = Agreement.Of(["yes", "yes", "no", null, null], ["yes", "no", "no", null, "no"]);

        // By chance: yes 2·1, no 1·3, none 2·1 of 25.
        Assert.Equal((5, 2, 0.6), (agreement.Count, agreement.Undecided, agreement.Share));
        Assert.Equal((0.6 - 0.28) / 0.72, agreement.Kappa!.Value, 1e-12);
    }

    [Fact]
    public void Of_OneDecisionThroughout_HasNoKappa()
    {
        Assert.Equal(new Agreement(2, 0, 1, null), Agreement.Of(["yes", "yes"], ["yes", "yes"]));
        Assert.Equal(new Agreement(0, 0, 0, null), Agreement.Of([], []));
    }

    [Fact]
    public void Of_ListsOfDifferentLength_AreRefused() => Assert.Throws<ArgumentException>(() => Agreement.Of(["yes"], []));
}
