namespace MedQa.Trainer.Training;

/// <summary>Which weights a run ends with.</summary>
public enum KeptWeights
{
    /// <summary>Those of the lowest evaluation loss; the last where nothing is evaluated.</summary>
    Best,

    /// <summary>Those of the last step.</summary>
    Last,
}
