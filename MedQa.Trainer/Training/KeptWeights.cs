namespace MedQa.Trainer.Training;

/// <summary>Which weights a run ends with.</summary>
public enum KeptWeights
{
    /// <summary>Those of the lowest evaluation loss; the last where nothing is evaluated.</summary>
    Best,

    /// <summary>Those whose decisions on the watched rows have the highest macro-F1; of equal ones the lowest loss.</summary>
    MacroF1,

    /// <summary>Those whose decisions on the watched rows are right most often; of equal ones the lowest loss.</summary>
    Accuracy,

    /// <summary>Those of the last step.</summary>
    Last,
}
