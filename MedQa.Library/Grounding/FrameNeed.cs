namespace MedQa.Library.Grounding;

/// <summary>What a sentence needs of its passage's title and headings to say the right thing.</summary>
internal enum FrameNeed
{
    /// <summary>It says it alone.</summary>
    None,

    /// <summary>It needs the label, which holds the heading that counts.</summary>
    Label,

    /// <summary>It needs a heading that the label does not hold, so nothing helps.</summary>
    More,
}
