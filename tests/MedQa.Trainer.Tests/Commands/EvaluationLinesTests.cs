using MedQa.Trainer.Commands;
using Microsoft.Extensions.Time.Testing;

namespace MedQa.Trainer.Tests.Commands;

public class EvaluationLinesTests
{
    [Fact]
    public void Show_TwoPhases_TellsTheTimeLeftAndTaken()
    {
        var time = new FakeTimeProvider();
        var lines = new List<string>();
        var shown = new EvaluationLines(time, lines.Add);

        foreach (var done in (int[])[10, 20, 50, 100])
        {
            time.Advance(TimeSpan.FromSeconds(60));
            shown.Show(new("Scoring", done, 100));
        }

        time.Advance(TimeSpan.FromSeconds(30));
        shown.Show(new("Answering", 40, 400));
        shown.Show(new("Answering", 80, 400));
        shown.Show(new("Deciding", 50, 100));
        time.Advance(TimeSpan.FromSeconds(10));
        shown.Show(new("Deciding", 60, 100));

        Assert.Equal(
            ["Scoring: 20 of 100 rows, 8:00 left", "Scoring: 50 of 100 rows, 3:00 left", "Scoring: 100 rows in 240.0 s", "Answering: 80 of 400 rows, 2:00 left", "Deciding: 50 of 100 rows", "Deciding: 60 of 100 rows, 0:40 left"],
            lines);
    }
}
