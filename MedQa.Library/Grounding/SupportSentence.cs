namespace MedQa.Library.Grounding;

/// <summary>A sentence of a passage that may support a sentence of an answer.</summary>
/// <param name="Words">Its words; none where it gives orders to a model.</param>
/// <param name="Frame">What it needs of its passage's title and headings to say the right thing.</param>
/// <param name="Leans">Whether only the sentence before makes it clear: a pronoun stands for something there, or it is an item of the list that begins there.</param>
/// <param name="GoesOn">Whether it leads into the next: that is an item of a list, or this has no end of its own.</param>
internal readonly record struct SupportSentence(string[] Words, FrameNeed Frame, bool Leans, bool GoesOn)
{
    /// <summary>Whether it says the right thing alone, wherever it stands.</summary>
    public bool IsClear => Words.Length > 0 && Frame == FrameNeed.None && !Leans && !GoesOn;
}
