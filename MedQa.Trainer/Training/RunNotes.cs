namespace MedQa.Trainer.Training;

/// <summary>What a run knows beside its weights and its optimizer. Kept in the state, so a resumed run knows the same.</summary>
internal sealed record RunNotes
{
    /// <summary>Steps done.</summary>
    public int Step { get; init; }

    /// <summary>Losses at each evaluation so far.</summary>
    public IReadOnlyList<LossPoint> History { get; init; } = [];

    /// <summary>The evaluation loss of the best weights; null where there are none yet.</summary>
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

    /// <summary>Evaluations since the best one; early stopping counts these.</summary>
    /// <param name="keep">What the best is.</param>
    public int EvaluationsSinceBest(KeptWeights keep)
    {
        var points = History.Where(h => h.EvaluationLoss is not null).ToList();
        var best = 0;
        for (var i = 1; i < points.Count; i++)
        {
            best = keep.IsBetter(points[i], points[best]) ? i : best;
        }

        return points.Count == 0 ? 0 : points.Count - 1 - best;
    }

    /// <summary>Whether the last evaluation is better than that of the best weights so far.</summary>
    /// <param name="keep">What the best is.</param>
    public bool IsBest(KeptWeights keep) => BestLoss is null || keep.IsBetter(History[^1], History.First(h => h.Step == BestStep));

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
    /// <param name="figures">Null where there are no rows to watch.</param>
    public RunNotes WithEvaluation(WatchedFigures? figures) => this with
    {
        History =
        [
            .. History,
            new LossPoint(Step, LossSteps == 0 ? null : LossSum / LossSteps, figures?.Loss)
            {
                DecisionLoss = figures?.DecisionLoss,
                MacroF1 = figures?.MacroF1,
                Accuracy = figures?.Accuracy,
            },
        ],
        LossSum = 0,
        LossSteps = 0,
    };

    /// <summary>With these weights as the best.</summary>
    public RunNotes WithBest(double loss) => this with { BestLoss = loss, BestStep = Step };
}
