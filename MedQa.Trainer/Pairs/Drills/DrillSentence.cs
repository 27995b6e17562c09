using MedQa.Trainer.Pairs.Reading;

namespace MedQa.Trainer.Pairs.Drills;

/// <summary>A sentence that may stand in a drill, where it is found.</summary>
/// <param name="page">Its page.</param>
/// <param name="section">Its part of the page.</param>
/// <param name="index">Its place in the part.</param>
internal sealed class DrillSentence(DrillPage page, PageSection section, int index)
{
    private const int LongestText = 260;

    /// <summary>Its page.</summary>
    public DrillPage Page => page;

    /// <summary>Its part of the page.</summary>
    public PageSection Section => section;

    /// <summary>Its place in the part.</summary>
    public int Index => index;

    /// <summary>On one line.</summary>
    public string Text => section.Sentences[index].Text;

    /// <summary>How many words.</summary>
    public int Words => section.Sentences[index].Words;

    /// <summary>The stems of its content words.</summary>
    public int[] Stems => section.Sentences[index].Stems;

    /// <summary>Whether a drill may ask for it: it is understood without the sentence before.</summary>
    public bool MayBeAskedFor => !section.Sentences[index].Leans;

    /// <summary>The sentence right after it in its part, or null where there is none that may stand in a drill.</summary>
    public DrillSentence? Next { get; set; }

    /// <summary>Whether a sentence may stand in a drill: a whole one of moderate length.</summary>
    public static bool Fits(PageSentence sentence) => sentence.CanAnswer && sentence.Text.Length <= LongestText;
}
