using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>
/// Headings that turn what stands below them ("What not to do", "Who must not take it or should ask first"). A sentence there says the same
/// without its heading only if it denies or advises itself, or is a whole statement; "Put butter on it." and "People with asthma." are not.
/// </summary>
internal static class DenyingHeading
{
    private static readonly FrozenSet<string> OwnSense = Set("ask tell call check stop doctor pharmacist only must");

    private static readonly FrozenSet<string> Verbs = Set("is are was were has have can may might could will would should must need needs get gets makes make means mean raises raise causes cause");

    private static readonly FrozenSet<string> Orders = Set("wash keep wear wait use start take carry");

    private static readonly FrozenSet<string> Subordinates = Set("who that which if when while because as before after until unless whose where");

    /// <summary>Whether a heading turns what stands below it.</summary>
    public static bool Turns(SupportWord[] heading)
    {
        for (var i = 0; i < heading.Length; i++)
        {
            if (BindingWords.Denies(heading[i].Text) || (heading[i].Text is "ask" or "check" && i + 1 < heading.Length && heading[i + 1].Text == "first"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a sentence below such a heading says the same without it.</summary>
    public static bool StandsAlone(SupportWord[] heading, SupportWord[] sentence)
    {
        if (Array.Exists(sentence, word => BindingWords.Denies(word.Text) || OwnSense.Contains(word.Text)))
        {
            return true;
        }

        // Below "Who must not …" persons are listed, and an order stands for itself; below "What not to do" orders are listed.
        var verb = Array.FindIndex(sentence, word => Verbs.Contains(word.Text));
        var subordinate = Array.FindIndex(sentence, word => Subordinates.Contains(word.Text));
        return (verb > 0 && (subordinate < 0 || verb < subordinate)) || (heading.Length > 0 && heading[0].Text == "who" && sentence.Length > 0 && Orders.Contains(sentence[0].Text));
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
