namespace MedQa.Trainer.Pairs.Reading;

/// <summary>How a reader's pair is made.</summary>
internal enum ReaderKind
{
    /// <summary>A question type of MedQuAD, answered by the section's first sentences.</summary>
    Type,

    /// <summary>A question that a sentence's form gives.</summary>
    Rule,

    /// <summary>A yes/no question that a sentence's form gives.</summary>
    YesNo,

    /// <summary>Words of a sentence, as someone types them into a search.</summary>
    Keywords,

    /// <summary>What a term means.</summary>
    Definition,

    /// <summary>A question that a person wrote about the text.</summary>
    Asked,
}
