using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>
/// Headings that turn what stands below them ("What not to do", "Who must not take it or should ask first", "Myths"). A sentence there says the same
/// without its heading only if it denies or advises itself, or is a whole statement; "Put butter on it." and "People with asthma." are
/// not. Below "Myths" none does.
/// </summary>
internal static class TurningHeading
{
    private static readonly FrozenSet<string> Denials = Set("not no never without neither nor none nothing avoid cannot");

    private static readonly FrozenSet<string> Untrue = Set("myth myths mistake mistakes wrong false untrue");

    private static readonly FrozenSet<string> Cautions = Set("ask tell call check stop doctor pharmacist only must unless");

    private static readonly FrozenSet<string> Verbs = Set("is are was were has have can may might could will would should need needs get gets makes make means mean raises raise causes cause");

    private static readonly FrozenSet<string> Orders = Set("wash keep wear wait use start take carry");

    private static readonly FrozenSet<string> Subordinates = Set("who that which if when while because as before after until unless whose where");

    /// <summary>Whether a heading turns what stands below it.</summary>
    public static bool Turns(string[] heading)
    {
        var first = Array.IndexOf(heading, "first");
        return Array.Exists(heading, word => Denials.Contains(word) || Untrue.Contains(word)) || (first > 0 && heading[first - 1] is "ask" or "check");
    }

    /// <summary>Whether a sentence below such a heading says the same without it.</summary>
    public static bool LeavesAlone(string[] heading, string[] sentence)
    {
        if (Array.Exists(heading, Untrue.Contains))
        {
            return false;
        }

        if (Array.Exists(sentence, word => Denials.Contains(word) || Cautions.Contains(word)))
        {
            return true;
        }

        // Below "Who must not …" persons are listed, and an order stands for itself; below "What not to do" orders are listed.
        var verb = Array.FindIndex(sentence, Verbs.Contains);
        var subordinate = Array.FindIndex(sentence, Subordinates.Contains);
        return (verb > 0 && (subordinate < 0 || verb < subordinate)) || (heading[0] == "who" && sentence.Length > 0 && Orders.Contains(sentence[0]));
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
