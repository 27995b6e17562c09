using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>A question about a page.</summary>
/// <param name="Text">As someone asks it.</param>
/// <param name="Kept">The part that names the subject and keeps its words, or empty.</param>
/// <param name="Wanted">The stems of what it is about; a passage without them does not answer it.</param>
/// <param name="Cue">What a sentence that answers it speaks of, or null where its words alone tell.</param>
internal sealed record ReaderQuestion(string Text, string Kept, int[] Wanted, Regex? Cue)
{
    /// <summary>Whether the page may answer it without the target: then only other pages leave it open.</summary>
    public bool IsBroad { get; init; }

    /// <summary>Whether its words are a person's and stay as they are.</summary>
    public bool IsAsWritten { get; init; }

    /// <summary>
    /// Whether a sentence may answer it: one with the cue, where there is one, that holds with its page's title this share of what is
    /// wanted; without a cue, one that holds this share of what is wanted beside the title.
    /// </summary>
    public bool MayBeAnsweredBy(PageSentence sentence, Page page, double share, Vocabulary vocabulary)
    {
        if (Cue is not null)
        {
            return Cue.IsMatch(sentence.Text) && vocabulary.Share(Wanted, sentence.Stems.Union(page.TitleStems)) >= share;
        }

        int[] rest = [.. Wanted.Except(page.TitleStems)];
        return rest.Length == 0 || vocabulary.Share(rest, sentence.Stems) >= share;
    }
}
