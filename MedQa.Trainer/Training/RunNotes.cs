namespace MedQa.Trainer.Training;

/// <summary>What a run knows beside its weights and its optimizer. Kept in the state, so a resumed run knows the same.</summary>
internal sealed record RunNotes
{
    /// <summary>Steps done.</summary>
    public int Step { get; init; }

    /// <summary>Losses at each evaluation so far.</summary>
    public IReadOnlyList<LossPoint> History { get; init; } = [];

    /// <summary>The evaluation loss of the best weights.</summary>
    public double? BestLoss { get; init; }

    /// <summary>The step of the best weights.</summary>
    public int BestStep { get; init; }

    /// <summary>Sum of the training losses since the last evaluation.</summary>
    public double LossSum { get; init; }

    /// <summary>Steps since the last evaluation.</summary>
    public int LossSteps { get; init; }

    /// <summary>Sum of the training losses since the last report.</summary>
    public double LoggedSum { get; init; }

    /// <summary>Steps since the last report.</summary>
    public int LoggedSteps { get; init; }

    /// <summary>Evaluations since the one with the lowest loss; early stopping counts these.</summary>
    public int EvaluationsSinceLowest()
    {
        var losses = History.Select(h => h.EvaluationLoss).OfType<double>().ToList();
        return losses.Count == 0 ? 0 : losses.Count - 1 - losses.IndexOf(losses.Min());
    }

    /// <summary>After one more step.</summary>
    public RunNotes WithStep(double loss) => this with
    {
        Step = Step + 1,
        LossSum = LossSum + loss,
        LossSteps = LossSteps + 1,
        LoggedSum = LoggedSum + loss,
        LoggedSteps = LoggedSteps + 1,
    };

    /// <summary>After a report.</summary>
    public RunNotes WithReport() => this with { LoggedSum = 0, LoggedSteps = 0 };

    /// <summary>After an evaluation.</summary>
    /// <param name="loss">Null where there are no rows to watch.</param>
    public RunNotes WithEvaluation(double? loss) => this with
    {
        History = [.. History, new LossPoint(Step, LossSteps == 0 ? null : LossSum / LossSteps, loss)],
        LossSum = 0,
        LossSteps = 0,
    };

    /// <summary>With these weights as the best.</summary>
    public RunNotes WithBest(double loss) => this with { BestLoss = loss, BestStep = Step };
}
