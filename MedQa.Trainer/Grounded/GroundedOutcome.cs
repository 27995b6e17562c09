namespace MedQa.Trainer.Grounded;

/// <summary>What became of a question to a library.</summary>
public enum GroundedOutcome
{
    /// <summary>It was answered from passages.</summary>
    Answered,

    /// <summary>Nothing relevant was found, and the model answered without passages.</summary>
    AnsweredAlone,

    /// <summary>Declined before the model was asked: nothing relevant was found.</summary>
    DeclinedByRelevance,

    /// <summary>The model read passages and said that they hold no answer.</summary>
    DeclinedByReader,

    /// <summary>No passage supports anything that the model said.</summary>
    DeclinedBySupport,
}
