namespace MedQa.Trainer.Pairs.Reading;

/// <summary>A question with the sentences that answer it, before passages are laid out.</summary>
/// <param name="Kind">How it was made.</param>
/// <param name="Page">The page.</param>
/// <param name="Section">The section that answers.</param>
/// <param name="First">The first answering sentence.</param>
/// <param name="Count">How many answer.</param>
/// <param name="Question">The question.</param>
internal sealed record ReaderDraft(ReaderKind Kind, Page Page, PageSection Section, int First, int Count, ReaderQuestion Question)
{
    /// <summary>Most words of an answer.</summary>
    public const int MostAnswerWords = 70;

    /// <summary>The answering sentences.</summary>
    public IEnumerable<PageSentence> Target => Section.Sentences.Skip(First).Take(Count);

    /// <summary>The answer, word for word.</summary>
    public string Answer => string.Join(' ', Target.Select(s => s.Text));

    /// <summary>A sentence that has to stand with the answer for the question to be understood, or null.</summary>
    public PageSentence? Needed { get; init; }

    /// <summary>
    /// The answer for a sentence: it, with the sentence before where it leans on that. Null where that leans too, or both are too long.
    /// </summary>
    public static (int First, int Count)? Around(PageSection section, int sentence)
    {
        var it = section.Sentences[sentence];
        if (!it.Leans)
        {
            return (sentence, 1);
        }

        return sentence > 0 && section.Sentences[sentence - 1] is { Leans: false, CanAnswer: true } before && before.Words + it.Words <= MostAnswerWords ? (sentence - 1, 2) : null;
    }
}
