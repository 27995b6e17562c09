namespace MedQa.Trainer.Training;

/// <summary>A named set of option values that an options file and flags build on.</summary>
public enum TrainingPreset
{
    /// <summary>The reference run of Mistral-7B on PubMedQA, to the letter: also where a default of ours was measured to be better.</summary>
    Recipe,
}
