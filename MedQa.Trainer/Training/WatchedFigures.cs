namespace MedQa.Trainer.Training;

/// <summary>What a look at the watched rows came to.</summary>
/// <param name="Loss">Mean over the response tokens, nats a token.</param>
internal sealed record WatchedFigures(double Loss)
{
    /// <summary>Mean over the tokens of the decisions, or null where it was not asked for or no row has one.</summary>
    public double? DecisionLoss { get; init; }

    /// <summary>Macro-F1 of the decisions, or null where it was not asked for.</summary>
    public double? MacroF1 { get; init; }

    /// <summary>Share of the decisions that are right, or null where it was not asked for.</summary>
    public double? Accuracy { get; init; }
}
