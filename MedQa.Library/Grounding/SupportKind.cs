namespace MedQa.Library.Grounding;

/// <summary>How a claim is tied to a sentence.</summary>
internal enum SupportKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A pronoun of the claim stands for the document's title.</summary>
    Pronoun,

    /// <summary>A part that may be left out is missing, or a word is put otherwise.</summary>
    Cut,

    /// <summary>It is the sentence.</summary>
    Whole,
}
