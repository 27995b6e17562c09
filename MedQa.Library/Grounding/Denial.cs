using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>Words that deny. <c>Don't</c> is the two words <c>don t</c>.</summary>
internal static class Denial
{
    private static readonly FrozenSet<string> Words = WordSet.Of(
        "not no never without neither nor none nothing nobody avoid avoided cannot cant don dont donts doesn didn shouldn mustn isn aren wasn weren won wouldn couldn hasn haven stop");

    private static readonly FrozenSet<string> Modals = WordSet.Of("must should can may could might will would");

    /// <summary>Whether a word denies.</summary>
    public static bool IsIn(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (Words.Contains(words[i]) || (words[i] == "t" && i > 0 && words[i - 1] == "can"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an order begins with its denial: <c>do not …</c>, <c>never …</c>, <c>avoid …</c></summary>
    public static bool Begins(ReadOnlySpan<string> sentence) => sentence is ["do", "not", _, ..] or ["don", "t", _, ..] or ["never" or "avoid", _, ..];

    /// <summary>Where <c>must not</c> or the like stands in a sentence, or -1.</summary>
    public static int OfModal(ReadOnlySpan<string> sentence)
    {
        for (var i = 0; i < sentence.Length; i++)
        {
            if (sentence[i..] is ["cannot" or "cant", ..] or ["can" or "shouldn" or "mustn", "t", ..] || (sentence[i..] is [var modal, "not" or "never", ..] && Modals.Contains(modal)))
            {
                return i;
            }
        }

        return -1;
    }
}
