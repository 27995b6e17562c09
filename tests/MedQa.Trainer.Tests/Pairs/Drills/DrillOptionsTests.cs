using MedQa.Trainer.Pairs.Drills;

namespace MedQa.Trainer.Tests.Pairs.Drills;

public class DrillOptionsTests
{
    [Fact]
    public void Validate_Defaults_Pass() => new DrillOptions().Validate();

    [Fact]
    public void Validate_OutOfRange_ListsAll()
    {
        var error = Assert.Throws<ArgumentException>(() => new DrillOptions { Count = 0, FewestSentences = 1, MostSentences = 0, FewestWords = 5, MostWords = 4 }.Validate());

        Assert.Equal(
            "The options are not valid: count must be between 1 and 10000000, but is 0; fewest-sentences must be between 2 and 1000, but is 1; "
            + "most-sentences must be between fewest-sentences (1) and 1000, but is 0; fewest-words must be between 20 and 1000, but is 5; "
            + "most-words must be between fewest-words (5) and 1000, but is 4.",
            error.Message);
    }
}
