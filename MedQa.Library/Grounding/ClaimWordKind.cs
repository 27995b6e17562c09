namespace MedQa.Library.Grounding;

/// <summary>What a word does in a claim.</summary>
internal enum ClaimWordKind
{
    /// <summary>It builds the sentence and says nothing itself.</summary>
    Glue,

    /// <summary>It says little (<c>usually</c>, <c>important</c>).</summary>
    Light,

    /// <summary>It says what the sentence is about.</summary>
    Content,

    /// <summary>It turns the meaning or bounds it (<c>before</c>, <c>only</c>, <c>unless</c>).</summary>
    Bound,

    /// <summary>A number, in digits or as a word.</summary>
    Number,

    /// <summary>It denies.</summary>
    Negation,
}
