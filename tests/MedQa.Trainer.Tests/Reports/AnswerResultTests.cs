using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Tests.Reports;

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
        var predictions = _rows.Select((r, i) => new RowPrediction
        {
            Id = r.Id,
            Decisions = new Dictionary<DecisionMethod, string?> { [DecisionMethod.Generated] = format.ParseDecision(answers[i]) },
            Probabilities = new Dictionary<DecisionMethod, IReadOnlyList<double>>(),
            LogProbabilities = [0, 0, 0],
            Answer = answers[i],
            LongAnswer = format.LongAnswerOf(answers[i]),
            Text = TextScores.Of(format.LongAnswerOf(answers[i]), r.LongAnswer),
        }).ToList();
        var settings = new EvaluationSettings { Format = format, Methods = [DecisionMethod.Generated], Leading = DecisionMethod.Generated, Seed = 1, Resamples = 200 };

        var figures = new ReportBuilder(settings, _rows).Figures(predictions);

        var (result, decisions) = (figures.Answers!, figures.By(DecisionMethod.Generated));
        Assert.Equal(0.25, result.EmptyRate);
        Assert.Equal(0.5, decisions.UndecidedRate);
        Assert.Equal(0.25, decisions.Result.Accuracy.Value);
        Assert.Equal([1, 0, 1], decisions.Result.Classes.Select(c => c.Predicted));
        Assert.Equal((1 + (2 / 3.0)) / 4, result.Rouge1.Value, 12);
        Assert.Equal((1 + 0.5) / 4, result.Rouge2.Value, 12);
        Assert.Equal((4 + 2 + 0 + 3) / 4.0, result.MeanWords);
        Assert.True(result.Rouge1.Low < result.Rouge1.Value && result.Rouge1.Value < result.Rouge1.High);
    }
}
