using MedQa.Model.Training;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>The rows that a run looks at and does not train on: their loss and, where asked for, their decisions.</summary>
/// <param name="examples">The rows; may be none.</param>
/// <param name="decisions">Their decisions, to be scored too, or null.</param>
/// <param name="splitsLoss">Whether the loss of the decisions' tokens is told apart.</param>
/// <param name="parts">What is computed at once.</param>
internal sealed class WatchedRows(IReadOnlyList<TrainingExample> examples, WatchedDecisions? decisions, bool splitsLoss, MicroBatches parts)
{
    /// <summary>The rows.</summary>
    public IReadOnlyList<TrainingExample> Examples => examples;

    /// <summary>Looks at them; there is at least one.</summary>
    public WatchedFigures Evaluate(ITrainingPass pass, CancellationToken cancellationToken = default)
    {
        var (loss, decisionLoss) = splitsLoss
            ? EvaluationLoss.WithDecisions(pass, examples, parts, cancellationToken)
            : (EvaluationLoss.Of(pass, examples, parts, cancellationToken), null);
        var scores = decisions?.Score(pass, parts, cancellationToken);
        return new WatchedFigures(loss) { DecisionLoss = decisionLoss, MacroF1 = scores?.MacroF1, Accuracy = scores?.Accuracy };
    }
}
