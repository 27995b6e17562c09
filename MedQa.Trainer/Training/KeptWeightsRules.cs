namespace MedQa.Trainer.Training;

/// <summary>What the ways to choose a run's weights ask for.</summary>
internal static class KeptWeightsRules
{
    /// <summary>Whether the watched rows' decisions are what counts.</summary>
    public static bool GoesByDecisions(this KeptWeights keep) => keep is KeptWeights.MacroF1 or KeptWeights.Accuracy;

    /// <summary>Whether one evaluation's weights are to be kept in place of another's.</summary>
    public static bool IsBetter(this KeptWeights keep, LossPoint point, LossPoint than)
    {
        var gain = keep switch
        {
            KeptWeights.MacroF1 => point.MacroF1!.Value.CompareTo(than.MacroF1!.Value),
            KeptWeights.Accuracy => point.Accuracy!.Value.CompareTo(than.Accuracy!.Value),
            _ => 0,
        };
        return gain != 0 ? gain > 0 : point.EvaluationLoss < than.EvaluationLoss;
    }

    /// <summary>What has to come for an evaluation to be better, in words.</summary>
    public static string Gain(this KeptWeights keep) => keep switch
    {
        KeptWeights.MacroF1 => "a higher macro-F1",
        KeptWeights.Accuracy => "a higher accuracy",
        _ => "a lower loss",
    };
}
