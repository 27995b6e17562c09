using MedQa.Trainer.Seeds;

namespace MedQa.Trainer.Tests.Seeds;

public sealed class SeedReportTests
{
    [Fact]
    public void Markdown_Seeds_HasARowEachAndTheSpread()
    {
        var summary = SeedSummary.Of([new(1, "seed-1", 1.25, 50, 200, 61.2), new(2, "seed-2", 1.75, 100, 150, 59.6), new(3, "seed-3", null, 9, 9, 1)]);

        Assert.Equal(
            """
            | seed | evaluation loss | kept step | steps | seconds |
            |---|---|---|---|---|
            | 1 | 1.2500 | 50 | 200 | 61 |
            | 2 | 1.7500 | 100 | 150 | 60 |
            | 3 | – | 9 | 9 | 1 |

            Evaluation loss 1.5000 ± 0.3536 (mean and sample standard deviation), from 1.2500 to 1.7500.

            """,
            SeedReport.Markdown(summary));
    }
}
