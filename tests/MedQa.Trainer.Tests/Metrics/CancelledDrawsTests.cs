using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Tests.Reports;

namespace MedQa.Trainer.Tests.Metrics;

public class CancelledDrawsTests
{
    private static readonly string[] _labels = ["yes", "no"];
    private static readonly DecidedRows _rows = DecidedRows.Of(_labels, _labels, _labels);
    private static readonly IReadOnlyList<RowPrediction> _predictions = [.. SampleReport.Create().Rows.Select(r => r.Baseline)];

    public static TheoryData<string, Action<CancellationToken>> Figures => new()
    {
        { "a mean", token => Bootstrap.Mean([1, 2], 1, 100, token) },
        { "decisions", token => Bootstrap.Decisions(_rows, m => m.Accuracy, 1, 100, token) },
        { "a difference of means", token => PairedBootstrap.Means([1, 2], [2, 1], 1, 100, token) },
        { "a difference of decisions", token => PairedBootstrap.Decisions(_rows, _rows, m => m.Accuracy, 1, 100, token) },
        { "a method's figures", token => DecisionResult.Of(_labels, _labels, _labels, 1, 100, token) },
        { "the long answers' figures", token => AnswerResult.Of(_predictions, 1, 100, token) },
    };

    [Theory]
    [MemberData(nameof(Figures), DisableDiscoveryEnumeration = true)]
    public void Draws_Cancelled_End(string what, Action<CancellationToken> draw)
    {
        Assert.NotEmpty(what);
        draw(CancellationToken.None);

        Assert.Throws<OperationCanceledException>(() => draw(new CancellationToken(canceled: true)));
    }
}
