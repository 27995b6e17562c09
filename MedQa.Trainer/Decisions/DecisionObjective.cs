namespace MedQa.Trainer.Decisions;

/// <summary>What offsets are fitted for.</summary>
public enum DecisionObjective
{
    /// <summary>The part of the rows decided right.</summary>
    Accuracy,

    /// <summary>The mean of the labels' F1.</summary>
    MacroF1,

    /// <summary>The mean of accuracy and macro-F1.</summary>
    Both,

    /// <summary>Each label is decided for as often as it is right.</summary>
    Prior,

    /// <summary>The likelihood of the true labels under <c>softmax(scores + offsets)</c>: each label's mean probability is then its share.</summary>
    Likelihood,
}
