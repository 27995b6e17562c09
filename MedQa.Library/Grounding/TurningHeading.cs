using System.Collections.Frozen;

namespace MedQa.Library.Grounding;

/// <summary>
/// Headings and titles that turn what stands below them ("What not to do", "Who must not take it or should ask first", "Myths"). A sentence there
/// says the same without its heading only if it denies by itself from its beginning on, or, where persons are listed, if it is a whole statement;
/// "Put butter on it." and "People with asthma." are not. Below "Myths" none does.
/// </summary>
internal static class TurningHeading
{
    private static readonly FrozenSet<string> Refusals = WordSet.Of("contraindication contraindications contraindicated unsafe");

    private static readonly FrozenSet<string> Untrue = WordSet.Of("myth myths mistake mistakes wrong false untrue misconception misconceptions fiction");

    private static readonly FrozenSet<string> Verbs = WordSet.Of("is are was were has have does can may might could will would should need needs get gets makes make means mean raises raise causes cause");

    private static readonly FrozenSet<string> Orders = WordSet.Of("ask tell call check see wash keep wear wait use start take carry treat give stop");

    private static readonly FrozenSet<string> Subjects = WordSet.Of("you people patients children adults babies women men anyone nobody it they this these a an the");

    private static readonly FrozenSet<string> Subordinates = WordSet.Of("who that which if when while because as before after until unless whose where");

    /// <summary>Whether a heading turns what stands below it.</summary>
    public static bool Turns(string[] heading)
    {
        var first = Array.IndexOf(heading, "first");
        return Denial.IsIn(heading) || Array.Exists(heading, word => Refusals.Contains(word) || Untrue.Contains(word)) || (first > 0 && heading[first - 1] is "ask" or "check");
    }

    /// <summary>Whether a sentence below such a heading says the same without it.</summary>
    /// <param name="heading">The heading's words.</param>
    /// <param name="sentence">The sentence's words.</param>
    /// <param name="beginning">Those before its first comma.</param>
    public static bool LeavesAlone(string[] heading, string[] sentence, string[] beginning) =>
        !Array.Exists(heading, Untrue.Contains) && (Denies(sentence, beginning) || (heading[0] == "who" && IsStatement(sentence, beginning)));

    /// <summary><c>Do not rub it.</c>, <c>The wound must not get wet.</c></summary>
    private static bool Denies(string[] sentence, string[] beginning) => Denial.Begins(sentence)
        || (sentence.Length > 0 && Subjects.Contains(sentence[0]) && Denial.OfModal(beginning) is > 0 and var modal && !beginning.Take(modal).Any(Subordinates.Contains));

    /// <summary>Below "Who must not …" persons are listed; an order or a whole statement stands for itself.</summary>
    private static bool IsStatement(string[] sentence, string[] beginning)
    {
        if (sentence.Length == 0 || sentence[0] == "you")
        {
            return false;
        }

        var verb = Array.FindIndex(sentence, Verbs.Contains);
        var subordinate = Enumerable.Range(0, sentence.Length).FirstOrDefault(i => Subordinates.Contains(sentence[i]) && !(i > 0 && sentence[i - 1] == "such"), -1);
        var main = sentence[0] is "if" or "when" ? beginning.Length : 0;
        return (main < sentence.Length && Orders.Contains(sentence[main])) || (verb > 0 && (subordinate < 0 || verb < subordinate)) || Advises(sentence);
    }

    /// <summary><c>Anyone who … must not take it.</c>, <c>People who … should tell a doctor.</c></summary>
    private static bool Advises(string[] sentence)
    {
        for (var i = 1; i + 1 < sentence.Length; i++)
        {
            if (sentence[i] is "must" or "should" && sentence[i + 1] is "not" or "never" or "avoid" or "ask" or "tell" or "talk" or "stay" or "see" or "check")
            {
                return true;
            }
        }

        return false;
    }
}
