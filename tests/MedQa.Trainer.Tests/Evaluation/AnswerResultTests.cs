using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Tests.Evaluation;

public class AnswerResultTests
{
    private static readonly QaRow[] _rows =
    [
        new("1", "q", [], "Rain falls in spring", "yes", null),
        new("2", "q", [], "Rain falls in spring", "no", null),
        new("3", "q", [], "Rain falls in spring", "maybe", null),
        new("4", "q", [], "Rain falls in spring", "yes", null),
    ];

    [Theory]
    [InlineData(DecisionPlacement.Last, "Rain falls in spring The direct answer to your question is: yes.", "rain falls The direct answer to your question is: maybe.")]
    [InlineData(DecisionPlacement.First, "Yes. Rain falls in spring", "Maybe. rain falls")]
    public void Of_Answers_ParsesDecisionsAndComparesLongAnswers(DecisionPlacement placement, string right, string half)
    {
        var format = new AnswerFormat { Placement = placement };
        string[] answers = [right, half, "", "I can't tell"];
        var predictions = _rows.Select((r, i) => new RowPrediction(r.Id, r.Decision!, "yes", [0, 0, 0], answers[i], format.ParseDecision(answers[i]))).ToList();

        var result = AnswerResult.Of(format, _rows, predictions, 1, 200);

        Assert.Equal(0.25, result.EmptyRate);
        Assert.Equal(0.5, result.UnparseableRate);
        Assert.Equal(0.25, result.Decisions.Accuracy.Value);
        Assert.Equal([1, 0, 1], result.Decisions.Classes.Select(c => c.Predicted));
        Assert.Equal((1 + (2 / 3.0)) / 4, result.Rouge1.Value, 12);
        Assert.Equal((1 + 0.5) / 4, result.Rouge2.Value, 12);
        Assert.Equal((4 + 2 + 0 + 3) / 4.0, result.MeanWords);
        Assert.True(result.Rouge1.Low < result.Rouge1.Value && result.Rouge1.Value < result.Rouge1.High);
    }
}
